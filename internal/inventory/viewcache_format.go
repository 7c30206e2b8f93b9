package inventory

import (
	"compress/gzip"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"time"
)

// cacheFormat is the format of a stored view. It grows when older ones cannot be read any more.
const cacheFormat = 2

// What is not wrong with a stored view, but makes it useless.
var (
	errOtherFormat = errors.New("another version of Snapdeck stored it")
	errOtherOrigin = errors.New("it is of another contract")
)

// cacheHead begins a stored view. What is many follows one by one, so that neither writing nor
// reading needs all of it twice.
type cacheHead struct {
	Origin      string                     // which contract it is of, and where
	Ages        map[Resource]time.Duration // how long ago what was read when it was stored
	Contract    Contract
	Locations   []Location
	Datacenters []Datacenter
	Requests    []Request
	Warnings    map[string][]Warning
}

// cacheItem is one thing, or the end.
type cacheItem struct {
	Volume   *Volume
	Server   *Server
	Snapshot *Snapshot
	Label    *Label
	End      bool
}

// future reports whether anything was read after it was stored.
func (h cacheHead) future() bool {
	for _, age := range h.Ages {
		if age < 0 {
			return true
		}
	}
	return false
}

// cachedView is a stored view, taken apart.
type cachedView struct {
	head      cacheHead
	inside    map[string]datacenterData
	snapshots []Snapshot
	labels    []Label
}

// writeCached writes a view, and how long ago its parts were read.
func writeCached(w io.Writer, v *View, origin string, ages map[Resource]time.Duration) error {
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	to := gob.NewEncoder(zip)
	if err := errors.Join(to.Encode(cacheFormat), to.Encode(cacheHead{
		Origin: origin, Ages: ages, Contract: v.Contract, Locations: v.Locations, Datacenters: v.Datacenters,
		Requests: v.Requests, Warnings: v.index.warnings,
	}), writeItems(to, v)); err != nil {
		return err
	}
	return zip.Close()
}

func writeItems(to *gob.Encoder, v *View) error {
	for i := range v.Volumes {
		if err := to.Encode(cacheItem{Volume: &v.Volumes[i]}); err != nil {
			return err
		}
	}
	for i := range v.Servers {
		if err := to.Encode(cacheItem{Server: &v.Servers[i]}); err != nil {
			return err
		}
	}
	for _, s := range v.Snapshots {
		if err := to.Encode(cacheItem{Snapshot: s}); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(v.index.labelsOf) {
		for i := range v.index.labelsOf[id] {
			if err := to.Encode(cacheItem{Label: &v.index.labelsOf[id][i]}); err != nil {
				return err
			}
		}
	}
	return to.Encode(cacheItem{End: true})
}

// readCached reads what writeCached wrote of the same origin.
func readCached(r io.Reader, origin string) (cachedView, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return cachedView{}, fmt.Errorf("unpack it: %w", err)
	}
	from := gob.NewDecoder(zip)
	format := 0
	if err := from.Decode(&format); err != nil {
		return cachedView{}, fmt.Errorf("read its format: %w", err)
	}
	if format != cacheFormat {
		return cachedView{}, errOtherFormat
	}
	k := cachedView{inside: map[string]datacenterData{}}
	if err := from.Decode(&k.head); err != nil {
		return cachedView{}, fmt.Errorf("read its beginning: %w", err)
	}
	if k.head.Origin != origin {
		return cachedView{}, errOtherOrigin
	}
	for {
		var item cacheItem
		if err := from.Decode(&item); err != nil {
			return cachedView{}, fmt.Errorf("read it: %w", err)
		}
		if item.End {
			if _, err := io.Copy(io.Discard, zip); err != nil { // the checksum follows
				return cachedView{}, fmt.Errorf("read its end: %w", err)
			}
			return k, nil
		}
		k.add(item)
	}
}

func (k *cachedView) add(item cacheItem) {
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
