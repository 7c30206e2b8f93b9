package inventory

import "math"

// Contract is the account that everything is billed to, with its limits (API reference 4.8).
type Contract struct {
	Number    int64
	Owner     string
	Status    string
	RegDomain string
	Limits    Limits
}

// Limits are the quotas of a contract and what of them is used. Storage is in MB, as the
// API gives it; 1024 MB are 1 GB. A zero limit means that the API gave none.
type Limits struct {
	CoresPerContract, CoresProvisioned                 int64
	RAMPerContractMB, RAMProvisionedMB                 int64
	HDDPerVolumeMB, HDDPerContractMB, HDDProvisionedMB int64
	SSDPerVolumeMB, SSDPerContractMB, SSDProvisionedMB int64
	DASProvisionedMB                                   int64
}

// HDDFreeGB is the HDD quota still free, in GB, and whether the API told a limit at all.
// A snapshot needs this quota whatever the type of its volume (API reference 7, "quota").
func (l Limits) HDDFreeGB() (gb float64, known bool) {
	if l.HDDPerContractMB <= 0 {
		return 0, false
	}
	return float64(l.HDDPerContractMB-l.HDDProvisionedMB) / 1024, true
}

// Fits reports whether a snapshot of sizeGB fits into the free HDD quota; an unknown quota fits.
func (l Limits) Fits(sizeGB float64) bool {
	free, known := l.HDDFreeGB()
	return !known || math.Ceil(sizeGB) <= free
}
