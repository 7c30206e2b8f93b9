package ionossim

import "slices"

type datacenterProps struct {
	Name                   string            `json:"name"`
	Description            string            `json:"description"`
	Location               string            `json:"location"`
	Version                int32             `json:"version"`
	Features               []string          `json:"features"`
	SecAuthProtection      bool              `json:"secAuthProtection"`
	CPUArchitecture        []cpuArchitecture `json:"cpuArchitecture"`
	GPUArchitecture        []gpuArchitecture `json:"gpuArchitecture"`
	IPv6CIDRBlock          *string           `json:"ipv6CidrBlock"`
	DefaultSecurityGroupID *string           `json:"defaultSecurityGroupId"`
}

type cpuArchitecture struct {
	CPUFamily       string   `json:"cpuFamily"`
	MaxCores        int32    `json:"maxCores"`
	MaxRAM          int32    `json:"maxRam"`
	Vendor          string   `json:"vendor"`
	EnabledFeatures []string `json:"enabledFeatures"`
}

type gpuArchitecture struct {
	Vendor string `json:"vendor"`
	Model  string `json:"model"`
}

// volumeProps are the properties of a volume. Unset ones are null in JSON.
type volumeProps struct {
	Name                string    `json:"name"`
	Type                string    `json:"type"`
	Size                float64   `json:"size"`
	AvailabilityZone    *string   `json:"availabilityZone"`
	Image               *string   `json:"image"`
	ImageAlias          *string   `json:"imageAlias"`
	ImagePassword       *string   `json:"imagePassword"`
	SSHKeys             *[]string `json:"sshKeys"`
	Bus                 *string   `json:"bus"`
	LicenceType         string    `json:"licenceType"`
	ApplicationType     string    `json:"applicationType"`
	CPUHotPlug          bool      `json:"cpuHotPlug"`
	RAMHotPlug          bool      `json:"ramHotPlug"`
	NICHotPlug          bool      `json:"nicHotPlug"`
	NICHotUnplug        bool      `json:"nicHotUnplug"`
	DiscVirtioHotPlug   bool      `json:"discVirtioHotPlug"`
	DiscVirtioHotUnplug bool      `json:"discVirtioHotUnplug"`
	ExposeSerial        bool      `json:"exposeSerial"`
	RequireLegacyBios   bool      `json:"requireLegacyBios"`
	DeviceNumber        *int64    `json:"deviceNumber"`
	PCISlot             *int32    `json:"pciSlot"`
	BackupUnitID        *string   `json:"backupunitId"`
	UserData            *string   `json:"userData"`
	BootServer          *string   `json:"bootServer"`
	BootOrder           *string   `json:"bootOrder"`
}

type snapshotProps struct {
	Name              string  `json:"name"`
	Description       string  `json:"description"`
	Location          string  `json:"location"`
	Size              float64 `json:"size"`
	SecAuthProtection bool    `json:"secAuthProtection"`
	bootProps
}

// bootProps are the properties of what a volume can be created from: of snapshots and images.
type bootProps struct {
	CPUHotPlug          bool   `json:"cpuHotPlug"`
	CPUHotUnplug        bool   `json:"cpuHotUnplug"`
	RAMHotPlug          bool   `json:"ramHotPlug"`
	RAMHotUnplug        bool   `json:"ramHotUnplug"`
	NICHotPlug          bool   `json:"nicHotPlug"`
	NICHotUnplug        bool   `json:"nicHotUnplug"`
	DiscVirtioHotPlug   bool   `json:"discVirtioHotPlug"`
	DiscVirtioHotUnplug bool   `json:"discVirtioHotUnplug"`
	DiscScsiHotPlug     bool   `json:"discScsiHotPlug"`
	DiscScsiHotUnplug   bool   `json:"discScsiHotUnplug"`
	ExposeSerial        bool   `json:"exposeSerial"`
	RequireLegacyBios   bool   `json:"requireLegacyBios"`
	LicenceType         string `json:"licenceType"`
	ApplicationType     string `json:"applicationType"`
}

// takeFlags copies a volume's hot-plug flags, as the platform does while provisioning.
func (p *snapshotProps) takeFlags(v *volumeProps) {
	p.CPUHotPlug, p.RAMHotPlug = v.CPUHotPlug, v.RAMHotPlug
	p.NICHotPlug, p.NICHotUnplug = v.NICHotPlug, v.NICHotUnplug
	p.DiscVirtioHotPlug, p.DiscVirtioHotUnplug = v.DiscVirtioHotPlug, v.DiscVirtioHotUnplug
	p.ExposeSerial = v.ExposeSerial
}

// takeFlags copies the hot-plug flags of the snapshot that a volume is created from.
func (p *volumeProps) takeFlags(s *snapshotProps) {
	p.CPUHotPlug, p.RAMHotPlug = s.CPUHotPlug, s.RAMHotPlug
	p.NICHotPlug, p.NICHotUnplug = s.NICHotPlug, s.NICHotUnplug
	p.DiscVirtioHotPlug, p.DiscVirtioHotUnplug = s.DiscVirtioHotPlug, s.DiscVirtioHotUnplug
	p.ExposeSerial, p.RequireLegacyBios = s.ExposeSerial, s.RequireLegacyBios
}

// setPlugFlags sets the flags that a running Linux server supports.
func (p *volumeProps) setPlugFlags(on bool) {
	p.CPUHotPlug, p.RAMHotPlug, p.NICHotPlug, p.NICHotUnplug = on, on, on, on
	p.DiscVirtioHotPlug, p.DiscVirtioHotUnplug = on, on
}

// serverProps are the properties of a server. BootVolume is set in responses only.
type serverProps struct {
	TemplateUUID     *string  `json:"templateUuid"`
	Name             string   `json:"name"`
	Hostname         string   `json:"hostname"`
	Cores            int32    `json:"cores"`
	RAM              int32    `json:"ram"`
	AvailabilityZone string   `json:"availabilityZone"`
	VMState          string   `json:"vmState"`
	BootCdrom        *element `json:"bootCdrom"`
	BootVolume       *element `json:"bootVolume"`
	CPUFamily        string   `json:"cpuFamily"`
	Type             string   `json:"type"`
	NICMultiQueue    bool     `json:"nicMultiQueue"`
}

// The states and types of a server.
const (
	vmRunning      = "RUNNING"
	vmShutoff      = "SHUTOFF"
	typeEnterprise = "ENTERPRISE"
	typeCube       = "CUBE"
)

func knownLicence(word string) bool {
	return slices.Contains([]string{"UNKNOWN", "LINUX", "RHEL", "OTHER", "WINDOWS", "WINDOWS2016", "WINDOWS2019", "WINDOWS2022", "WINDOWS2025"}, word)
}

func knownVolumeType(word string) bool {
	return slices.Contains([]string{"HDD", "SSD", "SSD Standard", "SSD Premium", "DAS", "ISO"}, word)
}
