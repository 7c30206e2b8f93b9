package polling

import (
	"compress/gzip"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"time"

	"snapdeck/internal/inventory"
)

// cacheFormat is the version of the stored format. It is raised with each incompatible change.
const cacheFormat = 2

// Errors for a valid view that cannot be used.
var (
	errOtherFormat = errors.New("another version of Snapdeck stored the view")
	errOtherOrigin = errors.New("the view is of another contract")
)

// cacheHead begins a stored view. Lists follow item by item, to avoid holding them twice in memory.
type cacheHead struct {
	Origin      string                               // the contract and its endpoint
	Ages        map[inventory.Resource]time.Duration // the age of each resource at the time of the save
	Contract    inventory.Contract
	Locations   []inventory.Location
	Datacenters []inventory.Datacenter
	Requests    []inventory.Request
	Warnings    map[string][]inventory.Warning
}

// cacheItem is one item, or the end.
type cacheItem struct {
	Volume   *inventory.Volume
	Server   *inventory.Server
	Snapshot *inventory.Snapshot
	Label    *inventory.Label
	End      bool
}

// future reports whether anything was read after the save.
func (h cacheHead) future() bool {
	for _, age := range h.Ages {
		if age < 0 {
			return true
		}
	}
	return false
}

type cachedView struct {
	head      cacheHead
	inside    map[string]inventory.DatacenterData
	snapshots []inventory.Snapshot
	labels    []inventory.Label
}

func writeCached(w io.Writer, v *inventory.View, origin string, ages map[inventory.Resource]time.Duration) error {
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	to := gob.NewEncoder(zip)
	if err := errors.Join(to.Encode(cacheFormat), to.Encode(cacheHead{
		Origin: origin, Ages: ages, Contract: v.Contract, Locations: v.Locations, Datacenters: v.Datacenters,
		Requests: v.Requests, Warnings: v.WarningsByResource(),
	}), writeItems(to, v)); err != nil {
		return err
	}
	return zip.Close()
}

func writeItems(to *gob.Encoder, v *inventory.View) error {
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
	for l := range v.EachLabel() {
		if err := to.Encode(cacheItem{Label: l}); err != nil {
			return err
		}
	}
	return to.Encode(cacheItem{End: true})
}

// readCached reads a view that writeCached wrote for the same origin.
func readCached(r io.Reader, origin string) (cachedView, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return cachedView{}, fmt.Errorf("decompress view: %w", err)
	}
	from := gob.NewDecoder(zip)
	format := 0
	if err := from.Decode(&format); err != nil {
		return cachedView{}, fmt.Errorf("read format of view: %w", err)
	}
	if format != cacheFormat {
		return cachedView{}, errOtherFormat
	}
	k := cachedView{inside: map[string]inventory.DatacenterData{}}
	if err := from.Decode(&k.head); err != nil {
		return cachedView{}, fmt.Errorf("read head of view: %w", err)
	}
	if k.head.Origin != origin {
		return cachedView{}, errOtherOrigin
	}
	for {
		var item cacheItem
		if err := from.Decode(&item); err != nil {
			return cachedView{}, fmt.Errorf("read view: %w", err)
		}
		if item.End {
			if _, err := io.Copy(io.Discard, zip); err != nil { // the checksum follows
				return cachedView{}, fmt.Errorf("read end of view: %w", err)
			}
			return k, nil
		}
		k.add(item)
	}
}

func (k *cachedView) add(item cacheItem) {
	switch {
	case item.Volume != nil:
		item.Volume.Intern()
		in := k.inside[item.Volume.DatacenterID]
		in.Volumes = append(in.Volumes, *item.Volume)
		k.inside[item.Volume.DatacenterID] = in
	case item.Server != nil:
		in := k.inside[item.Server.DatacenterID]
		in.Servers = append(in.Servers, *item.Server)
		k.inside[item.Server.DatacenterID] = in
	case item.Snapshot != nil:
		item.Snapshot.Intern()
		k.snapshots = append(k.snapshots, *item.Snapshot)
	case item.Label != nil:
		inventory.Intern(&item.Label.ResourceType, &item.Label.Key, &item.Label.Value)
		k.labels = append(k.labels, *item.Label)
	}
}
