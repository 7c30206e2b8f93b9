package inventory

// Contract is the billing account with its limits (docs/ionos-api.md 4.8).
type Contract struct {
	Number    int64
	Owner     string
	Status    string
	RegDomain string
	Limits    Limits
}

// Limits are the quotas of a contract and their use. Storage is in MB, as in the API; 1024 MB are 1 GB. A zero
// limit means that the API gave none.
type Limits struct {
	CoresPerContract, CoresProvisioned                 int64
	RAMPerContractMB, RAMProvisionedMB                 int64
	HDDPerVolumeMB, HDDPerContractMB, HDDProvisionedMB int64
	SSDPerVolumeMB, SSDPerContractMB, SSDProvisionedMB int64
	DASProvisionedMB                                   int64
}
