package sample

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/price"
)

// The sizes of entries in bytes.
const (
	volumeSize   = 10
	totalSize    = 17
	contractSize = 76
)

// noAge encodes an unknown age, in minutes.
const noAge = 1<<24 - 1

// VolumeDay is the sample of a volume.
type VolumeDay struct {
	State coverage.State
	Age   time.Duration // of the newest known or certain good snapshot, in whole minutes; negative: none
	Count int           // of its known and certain snapshots
	GB    float64       // of them, in tenths
}

// stateCodes lists the states in the order of their stored codes, which start at one. Only append to it.
func stateCodes() []coverage.State {
	return []coverage.State{coverage.Excluded, coverage.Protected, coverage.Probably, coverage.Failing, coverage.Never, coverage.Late}
}

func codeOf(s coverage.State) byte {
	return byte(slices.Index(stateCodes(), s) + 1)
}

func stateOf(code byte) coverage.State {
	if known := stateCodes(); code > 0 && int(code) <= len(known) {
		return known[code-1]
	}
	return ""
}

func (d VolumeDay) encode() []byte {
	b := make([]byte, volumeSize)
	b[0] = codeOf(d.State)
	age := uint32(noAge)
	if d.Age >= 0 {
		age = uint32(min(d.Age/time.Minute, noAge-1))
	}
	b[1], b[2], b[3] = byte(age>>16), byte(age>>8), byte(age)
	binary.BigEndian.PutUint16(b[4:], uint16(clamp(float64(d.Count), math.MaxUint16)))
	binary.BigEndian.PutUint32(b[6:], tenths(d.GB))
	return b
}

func decodeVolume(b []byte) VolumeDay {
	d := VolumeDay{State: stateOf(b[0]), Age: -1, Count: int(binary.BigEndian.Uint16(b[4:])), GB: gigabytes(binary.BigEndian.Uint32(b[6:]))}
	if age := uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3]); age != noAge {
		d.Age = time.Duration(age) * time.Minute
	}
	return d
}

// TotalDay is the sample of the snapshots of a data center or of a creator.
type TotalDay struct {
	Count int
	GB    float64      // in tenths
	Cost  price.Amount // for 30 days; 0 without prices
}

func (d TotalDay) encode() []byte {
	b := make([]byte, totalSize)
	b[0] = 1
	binary.BigEndian.PutUint32(b[1:], uint32(clamp(float64(d.Count), math.MaxUint32)))
	binary.BigEndian.PutUint32(b[5:], tenths(d.GB))
	binary.BigEndian.PutUint64(b[9:], uint64(d.Cost))
	return b
}

func decodeTotal(b []byte) TotalDay {
	return TotalDay{
		Count: int(binary.BigEndian.Uint32(b[1:])), GB: gigabytes(binary.BigEndian.Uint32(b[5:])), Cost: price.Amount(binary.BigEndian.Uint64(b[9:])),
	}
}

// ContractDay is the sample of a contract.
type ContractDay struct {
	At                                           time.Time // time of the sample, to the minute
	HDDUsedMB, HDDLimitMB, SSDUsedMB, SSDLimitMB int64     // a limit of 0 is unknown
	TotalDay                                               // of all snapshots
	Volumes                                      map[coverage.State]int
}

func (d ContractDay) encode() []byte {
	b := make([]byte, contractSize)
	b[0] = 1
	binary.BigEndian.PutUint16(b[1:], uint16(d.At.UTC().Hour()*60+d.At.UTC().Minute()))
	for i, mb := range []int64{d.HDDUsedMB, d.HDDLimitMB, d.SSDUsedMB, d.SSDLimitMB} {
		binary.BigEndian.PutUint64(b[3+8*i:], uint64(mb))
	}
	copy(b[35:], d.TotalDay.encode())
	for i, s := range stateCodes() {
		binary.BigEndian.PutUint32(b[52+4*i:], uint32(clamp(float64(d.Volumes[s]), math.MaxUint32)))
	}
	return b
}

func decodeContract(day Day, b []byte) ContractDay {
	d := ContractDay{At: day.Start().Add(time.Duration(binary.BigEndian.Uint16(b[1:])) * time.Minute), TotalDay: decodeTotal(b[35:]), Volumes: map[coverage.State]int{}}
	for i, mb := range []*int64{&d.HDDUsedMB, &d.HDDLimitMB, &d.SSDUsedMB, &d.SSDLimitMB} {
		*mb = int64(binary.BigEndian.Uint64(b[3+8*i:]))
	}
	for i, s := range stateCodes() {
		if n := binary.BigEndian.Uint32(b[52+4*i:]); n > 0 {
			d.Volumes[s] = int(n)
		}
	}
	return d
}

func clamp(x, most float64) float64 { return min(max(0, x), most) }

func tenths(gb float64) uint32 { return uint32(clamp(math.Round(gb*10), math.MaxUint32)) }

func gigabytes(tenths uint32) float64 { return float64(tenths) / 10 }
