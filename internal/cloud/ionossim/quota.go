package ionossim

import (
	"fmt"
	"net/http"
)

const mbPerGB = 1024

// limitPerVolumeMB is the limit of one volume, whatever its storage.
const limitPerVolumeMB = 4096 * mbPerGB

// storage is the provisioned storage in MB by kind.
type storage struct{ hdd, ssd, das int64 }

// provisioned adds up volumes and snapshots. Snapshots count as HDD, whatever their source, from the time of
// the request on.
func (w *state) provisioned() storage {
	var sum storage
	for _, d := range w.Datacenters.all() {
		for _, v := range d.Volumes.all() {
			mb := int64(v.Props.Size * mbPerGB)
			switch v.Props.Type {
			case "HDD":
				sum.hdd += mb
			case "DAS":
				sum.das += mb
			case "ISO":
			default:
				sum.ssd += mb
			}
		}
	}
	for _, s := range w.Snapshots.all() {
		if s.State == "" {
			sum.hdd += int64(s.Props.Size * mbPerGB)
		}
	}
	return sum
}

// roomForHDD returns an error when the contract has no room for more GB of HDD storage.
func (w *state) roomForHDD(sizeGB float64) error {
	want, used := int64(sizeGB*mbPerGB), w.provisioned().hdd
	if used+want <= w.Contract.HDDLimitMB {
		return nil
	}
	return quotaExceeded("HDD", want, w.Contract.HDDLimitMB-used, w.Contract.HDDLimitMB)
}

// roomForVolume returns an error when the contract has no room for a volume.
func (w *state) roomForVolume(kind string, sizeGB float64) error {
	want, used := int64(sizeGB*mbPerGB), w.provisioned().ssd
	switch {
	case want > limitPerVolumeMB:
		return invalid("(root).properties.size", fmt.Sprintf("A volume may have at most %d GB", limitPerVolumeMB/mbPerGB))
	case kind == "HDD":
		return w.roomForHDD(sizeGB)
	case used+want > w.Contract.SSDLimitMB:
		return quotaExceeded("SSD", want, w.Contract.SSDLimitMB-used, w.Contract.SSDLimitMB)
	}
	return nil
}

func quotaExceeded(kind string, want, left, limit int64) error {
	text := fmt.Sprintf("[(root).properties.size] The %s storage limit of the contract is exceeded: "+
		"%d MB requested, %d MB of %d MB available", kind, want, max(0, left), limit)
	return newError(http.StatusUnprocessableEntity, codeRejected, text)
}
