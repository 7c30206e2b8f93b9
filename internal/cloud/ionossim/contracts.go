package ionossim

type contractProps struct {
	ContractNumber int64          `json:"contractNumber"`
	Owner          string         `json:"owner"`
	Status         string         `json:"status"`
	RegDomain      string         `json:"regDomain"`
	ResourceLimits resourceLimits `json:"resourceLimits"`
}

// resourceLimits are the limits of the contract and their use. Storage is in MB, while volumes and snapshots
// are in GB.
type resourceLimits struct {
	CoresPerServer            int32 `json:"coresPerServer"`
	CoresPerContract          int32 `json:"coresPerContract"`
	CoresProvisioned          int32 `json:"coresProvisioned"`
	RAMPerServer              int32 `json:"ramPerServer"`
	RAMPerContract            int32 `json:"ramPerContract"`
	RAMProvisioned            int32 `json:"ramProvisioned"`
	HDDLimitPerVolume         int64 `json:"hddLimitPerVolume"`
	HDDLimitPerContract       int64 `json:"hddLimitPerContract"`
	HDDVolumeProvisioned      int64 `json:"hddVolumeProvisioned"`
	SSDLimitPerVolume         int64 `json:"ssdLimitPerVolume"`
	SSDLimitPerContract       int64 `json:"ssdLimitPerContract"`
	SSDVolumeProvisioned      int64 `json:"ssdVolumeProvisioned"`
	DASVolumeProvisioned      int64 `json:"dasVolumeProvisioned"`
	ReservableIPs             int32 `json:"reservableIps"`
	ReservedIPsOnContract     int32 `json:"reservedIpsOnContract"`
	ReservedIPsInUse          int32 `json:"reservedIpsInUse"`
	K8sClusterLimitTotal      int32 `json:"k8sClusterLimitTotal"`
	K8sClustersProvisioned    int32 `json:"k8sClustersProvisioned"`
	NLBLimitTotal             int32 `json:"nlbLimitTotal"`
	NLBProvisioned            int32 `json:"nlbProvisioned"`
	NATGatewayLimitTotal      int32 `json:"natGatewayLimitTotal"`
	NATGatewayProvisioned     int32 `json:"natGatewayProvisioned"`
	SecurityGroupsPerVDC      int32 `json:"securityGroupsPerVdc"`
	SecurityGroupsPerResource int32 `json:"securityGroupsPerResource"`
	RulesPerSecurityGroup     int32 `json:"rulesPerSecurityGroup"`
}

// listContracts answers with the one contract, with its properties at any depth: a contract has neither id nor
// href, so a reference to it would be empty.
func listContracts(c *call) (*response, error) {
	props := &contractProps{
		ContractNumber: c.view.Contract.Number, Owner: c.view.Contract.Owner, Status: "BILLABLE", RegDomain: regDomain,
		ResourceLimits: c.view.limits(),
	}
	items := []element{{Type: "contract", Properties: props}}
	return ok(&collection{ID: "contracts", Type: "collection", Href: c.view.base + "/contracts", Items: items}), nil
}

func (w *state) limits() resourceLimits {
	used := w.provisioned()
	cores, ram := w.usedCompute()
	return resourceLimits{
		CoresPerServer: 62, CoresPerContract: 2000, CoresProvisioned: cores,
		RAMPerServer: 235_520, RAMPerContract: 8_192_000, RAMProvisioned: ram,
		HDDLimitPerVolume: limitPerVolumeMB, HDDLimitPerContract: w.Contract.HDDLimitMB, HDDVolumeProvisioned: used.hdd,
		SSDLimitPerVolume: limitPerVolumeMB, SSDLimitPerContract: w.Contract.SSDLimitMB, SSDVolumeProvisioned: used.ssd,
		DASVolumeProvisioned: used.das,
		ReservableIPs:        50, ReservedIPsOnContract: 12, ReservedIPsInUse: 9,
		K8sClusterLimitTotal: 10, K8sClustersProvisioned: 1,
		NLBLimitTotal: 5, NATGatewayLimitTotal: 5,
		SecurityGroupsPerVDC: 50, SecurityGroupsPerResource: 10, RulesPerSecurityGroup: 100,
	}
}

// usedCompute adds up the cores and the MB of memory of the servers.
func (w *state) usedCompute() (cores, ram int32) {
	for _, d := range w.Datacenters.all() {
		for _, s := range d.Servers.all() {
			cores += s.Props.Cores
			ram += s.Props.RAM
		}
	}
	return cores, ram
}
