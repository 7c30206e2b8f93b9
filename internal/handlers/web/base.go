package web

import (
	"cmp"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/database"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/openfailures"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/memo"
)

// Base is what all handlers share.
type Base struct {
	Deps
	Hub      *live.Hub
	Rights   *rights.Rights
	Guard    *database.Guard
	Audit    *auditing.Recorder
	Failures *openfailures.Cache
	Pages    Routes
	RowCache *rowcache.Cache
	running  memo.Recent[uint64, *inventory.IDs] // volumes by version of the operations
}

// NewBase returns a base, which still needs its pages and a hub.
func NewBase(d Deps) *Base {
	d.ReadTimeout = cmp.Or(d.ReadTimeout, middleware.DefaultReadTimeout)
	d.ProofAge = cmp.Or(d.ProofAge, defaultProofAge)
	s := &Base{Deps: d, RowCache: &rowcache.Cache{}}
	s.Rights = rights.New(d.Operations, d.Ledger)
	s.Guard = &database.Guard{Database: d.Database, Operations: d.Operations, Now: d.Now, Zone: d.Zone}
	s.Audit = &auditing.Recorder{AuditLog: d.AuditLog, Observer: d.Observer, Now: d.Now, Log: d.Log, Changed: func() { s.Hub.Changed() }}
	s.Failures = &openfailures.Cache{Dismissals: d.Dismissals, Changes: func() uint64 { return s.Hub.Changes() }, Log: d.Log}
	return s
}

// RunningVolumes returns the IDs of the volumes with an open operation, as the same set until an operation changes, so that
// the cached matches of a query for them are found: without those, the volumes reach 0.09 of the bare page instead of 0.92
// (docs/decisions/0030).
func (s *Base) RunningVolumes() *inventory.IDs {
	return s.running.Get(s.Operations.Version(), func() *inventory.IDs {
		var ids []string
		for _, op := range s.Operations.Running() {
			if op.VolumeID != "" && !op.State.Final() && !op.Planned() {
				ids = append(ids, op.VolumeID)
			}
		}
		return inventory.NewIDs(ids...)
	})
}
