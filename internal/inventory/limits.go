package inventory

// Contract is the billing account with its limits (docs/ionos-api.md 4.8). Only what pages and samples show is read.
type Contract struct {
	Number int64
	Limits Limits
}

// Limits are the storage quotas of a contract and their use. They are in MB, as in the API; 1024 MB are 1 GB. A zero
// limit means that the API gave none.
type Limits struct {
	HDDPerContractMB, HDDProvisionedMB int64
	SSDPerContractMB, SSDProvisionedMB int64
}
