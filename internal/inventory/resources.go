package inventory

// Location is a site of the provider, such as "de/fra" (docs/ionos-api.md 4.9). An ID can have three parts: "de/fra/2".
type Location struct {
	ID   string
	Name string
}

// Datacenter is a virtual data center, VDC (docs/ionos-api.md 4.6).
type Datacenter struct {
	ID          string
	Metadata    Metadata
	Name        string
	Description string
	Location    string
	Version     int32 // grows by one with each change
}

// Volume is a block storage volume of one data center (docs/ionos-api.md 4.5).
type Volume struct {
	ID               string
	DatacenterID     string
	Href             string
	Metadata         Metadata
	Name             string
	Type             string  // HDD, SSD, SSD Standard, SSD Premium, DAS, ISO; open set
	SizeGB           float64 // GB as IONOS counts it: 1 GB = 1024 MB
	AvailabilityZone string
	Image            string // id of the image or snapshot that it was created from
	ImageAlias       string
	Bus              string
	LicenceType      string
	ApplicationType  string
	BootServerID     string
	BootOrder        string
	BackupUnitID     string
	DeviceNumber     int64 // 0 when not attached
	PCISlot          int32 // 0 when not attached

	CPUHotPlug          Flag
	RAMHotPlug          Flag
	NICHotPlug          Flag
	NICHotUnplug        Flag
	DiscVirtioHotPlug   Flag
	DiscVirtioHotUnplug Flag
	ExposeSerial        Flag
	RequireLegacyBios   Flag
}

// Server is a server of one data center; only fields that concern its volumes are read (docs/ionos-api.md 4.10).
type Server struct {
	ID           string
	DatacenterID string
	Metadata     Metadata
	Name         string
	Type         string // ENTERPRISE, CUBE, VCPU, GPU; open set
	VMState      string // RUNNING, SHUTOFF, …; open set
	Cores        int32
	RAMMB        int32
	BootVolumeID string
	VolumeIDs    []string // attached volumes, in the API's order
	// VolumesUnknown reports that the API did not show whether volumes are attached.
	VolumesUnknown bool
}

// Running reports whether the guest may be writing to its volumes.
func (s Server) Running() bool {
	return s.VMState != "SHUTOFF" && s.VMState != "SHUTDOWN" && s.VMState != "NOSTATE"
}

// Snapshot is a full copy of a volume in the volume's location (docs/ionos-api.md 4.3). Description includes the
// marker; PlainDescription does not.
type Snapshot struct {
	ID                string
	Href              string
	Metadata          Metadata
	Name              string
	Description       string
	Location          string
	SizeGB            float64
	SecAuthProtection Flag
	LicenceType       string
	ApplicationType   string

	CPUHotPlug          Flag
	CPUHotUnplug        Flag
	RAMHotPlug          Flag
	RAMHotUnplug        Flag
	NICHotPlug          Flag
	NICHotUnplug        Flag
	DiscVirtioHotPlug   Flag
	DiscVirtioHotUnplug Flag
	DiscScsiHotPlug     Flag
	DiscScsiHotUnplug   Flag
	ExposeSerial        Flag
	RequireLegacyBios   Flag
}

// PlainDescription is the user's description without Snapdeck's marker.
func (s Snapshot) PlainDescription() string {
	text, _, _ := CutMarker(s.Description)
	return text
}

// Label is a key and value on a resource (docs/ionos-api.md 4.10).
type Label struct {
	ResourceType string // "snapshot", "volume", "datacenter", …
	ResourceID   string
	Key          string
	Value        string
}
