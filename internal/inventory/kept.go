package inventory

import (
	"compress/gzip"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"time"
)

// keptFormat is the format of what is kept of a mirror. It grows when older ones cannot be read any more.
const keptFormat = 1

// What is not wrong with what was kept, but makes it useless.
var (
	errOtherFormat = errors.New("another version of Snapdeck kept it")
	errOtherOrigin = errors.New("it is of another contract")
)

// keptHead begins what is kept. What is many follows one by one, so that neither writing nor
// reading needs all of it twice.
type keptHead struct {
	Origin      string             // which contract it is of, and where
	Read        map[Part]time.Time // when what was read
	Contract    Contract
	Locations   []Location
	Datacenters []Datacenter
	Requests    []Request
	Warnings    map[string][]Warning
}

// keptItem is one thing, or the end.
type keptItem struct {
	Volume   *Volume
	Server   *Server
	Snapshot *Snapshot
	Label    *Label
	End      bool
}

// kept is what was kept, taken apart.
type kept struct {
	head      keptHead
	inside    map[string]inside
	snapshots []Snapshot
	labels    []Label
}

// writeKept writes a view, and when its parts were read.
func writeKept(w io.Writer, v *View, origin string, read map[Part]time.Time) error {
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	to := gob.NewEncoder(zip)
	if err := errors.Join(to.Encode(keptFormat), to.Encode(keptHead{
		Origin: origin, Read: read, Contract: v.Contract, Locations: v.Locations, Datacenters: v.Datacenters,
		Requests: v.Requests, Warnings: v.index.warnings,
	}), writeItems(to, v)); err != nil {
		return err
	}
	return zip.Close()
}

func writeItems(to *gob.Encoder, v *View) error {
	for i := range v.Volumes {
		if err := to.Encode(keptItem{Volume: &v.Volumes[i]}); err != nil {
			return err
		}
	}
	for i := range v.Servers {
		if err := to.Encode(keptItem{Server: &v.Servers[i]}); err != nil {
			return err
		}
	}
	for _, s := range v.Snapshots {
		if err := to.Encode(keptItem{Snapshot: s}); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(v.index.labelsOf) {
		for i := range v.index.labelsOf[id] {
			if err := to.Encode(keptItem{Label: &v.index.labelsOf[id][i]}); err != nil {
				return err
			}
		}
	}
	return to.Encode(keptItem{End: true})
}

// readKept reads what writeKept wrote of the same origin.
func readKept(r io.Reader, origin string) (kept, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return kept{}, fmt.Errorf("unpack it: %w", err)
	}
	from := gob.NewDecoder(zip)
	format := 0
	if err := from.Decode(&format); err != nil {
		return kept{}, fmt.Errorf("read its format: %w", err)
	}
	if format != keptFormat {
		return kept{}, errOtherFormat
	}
	k := kept{inside: map[string]inside{}}
	if err := from.Decode(&k.head); err != nil {
		return kept{}, fmt.Errorf("read its beginning: %w", err)
	}
	if k.head.Origin != origin {
		return kept{}, errOtherOrigin
	}
	for {
		var item keptItem
		if err := from.Decode(&item); err != nil {
			return kept{}, fmt.Errorf("read it: %w", err)
		}
		if item.End {
			if _, err := io.Copy(io.Discard, zip); err != nil { // the checksum follows
				return kept{}, fmt.Errorf("read its end: %w", err)
			}
			return k, nil
		}
		k.add(item)
	}
}

func (k *kept) add(item keptItem) {
	switch {
	case item.Volume != nil:
		item.Volume.intern()
		in := k.inside[item.Volume.DatacenterID]
		in.volumes = append(in.volumes, *item.Volume)
		k.inside[item.Volume.DatacenterID] = in
	case item.Server != nil:
		in := k.inside[item.Server.DatacenterID]
		in.servers = append(in.servers, *item.Server)
		k.inside[item.Server.DatacenterID] = in
	case item.Snapshot != nil:
		item.Snapshot.intern()
		k.snapshots = append(k.snapshots, *item.Snapshot)
	case item.Label != nil:
		intern(&item.Label.ResourceType, &item.Label.Key, &item.Label.Value)
		k.labels = append(k.labels, *item.Label)
	}
}
