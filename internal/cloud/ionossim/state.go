package ionossim

import "time"

// The users and programs of the seed data.
const (
	systemUser = "System"
	operator   = "ops@example.com"
	colleague  = "anna.keller@example.com"
	terraform  = "terraform@example.com"
	csiDriver  = "csi-driver@example.com"
	regDomain  = "ionos.de"
)

// state is everything in the simulated contract. Its exported fields are stored in the state file; the others
// are indexes of them. The simulator's lock guards it.
type state struct {
	Seed        int64
	Serial      uint64
	Contract    contract
	Datacenters table[*datacenter]
	Snapshots   table[*snapshot]
	Requests    table[*request]
	Lanes       map[string]*requestQueue

	speed   float64
	busy    map[string]int      // number of pending requests, by the id of the changed resource
	inUse   map[string]int      // number of requests that need a snapshot, by its id
	pending map[string]*request // unfinished requests by id
}

type contract struct {
	Number     int64
	Owner      string
	HDDLimitMB int64
	SSDLimitMB int64
}

// record holds the fields that every resource has.
type record struct {
	ID          string
	Revision    int
	Etag        string
	Created     time.Time
	CreatedBy   string
	Modified    time.Time
	ModifiedBy  string
	State       string    `json:",omitempty"` // overrides the computed state
	HiddenUntil time.Time `json:",omitzero"`  // not found before
	Labels      []label   `json:",omitempty"`
}

func (r *record) key() string { return r.ID }

// touch gives the resource a new etag.
func (r *record) touch() {
	r.Revision++
	r.Etag = etagOf(r.ID, r.Revision)
}

func (r *record) modify(by string, at time.Time) {
	r.touch()
	r.Modified, r.ModifiedBy = at, by
}

func (w *state) newRecord(by string, at time.Time) record {
	r := record{ID: w.newID(), Created: at, CreatedBy: by, Modified: at, ModifiedBy: by}
	r.touch()
	return r
}

type datacenter struct {
	record
	Props   datacenterProps
	Servers table[*server]
	Volumes table[*volume]
}

// volume is a block storage volume. Props is replaced and never changed in place, so a response that is being
// written may share it.
type volume struct {
	record
	Props   *volumeProps
	Content string // fingerprint of its data
}

// server is a server. Volumes are the ids of the attached ones.
type server struct {
	record
	Props      serverProps
	BootVolume string
	Volumes    []string
}

// snapshot is a copy of a volume. Props is replaced, never changed in place. Its source is stored, but no
// response of the API contains it.
type snapshot struct {
	record
	Props            *snapshotProps
	Content          string
	SourceVolume     string `json:",omitempty"`
	SourceDatacenter string `json:",omitempty"`
}

// label is a user's key and value on a resource.
type label struct {
	Key, Value string
	Revision   int
	Created    time.Time
	CreatedBy  string
	Modified   time.Time
	ModifiedBy string
}

func newState(seed int64, speed float64) *state {
	w := &state{Seed: seed, speed: speed, Contract: contract{Number: contractNumberOf(seed), Owner: operator}}
	w.rebuildIndexes()
	return w
}

// rebuildIndexes computes the unexported fields, after a start or a load.
func (w *state) rebuildIndexes() {
	w.busy, w.inUse, w.pending = map[string]int{}, map[string]int{}, map[string]*request{}
	if w.Lanes == nil {
		w.Lanes = map[string]*requestQueue{}
	}
	for _, r := range w.Requests.all() {
		if !r.finished() {
			w.index(r)
		}
	}
}

func (w *state) volumeOf(datacenterID, volumeID string) (*datacenter, *volume, bool) {
	d, ok := w.Datacenters.get(datacenterID)
	if !ok {
		return nil, nil, false
	}
	v, ok := d.Volumes.get(volumeID)
	return d, v, ok
}

func (w *state) stateOf(r *record) string {
	if w.busy[r.ID] > 0 {
		return stateBusy
	}
	if l := w.Lanes[r.ID]; l != nil && l.Held {
		return stateBusy
	}
	if r.State != "" {
		return r.State
	}
	return stateAvailable
}

// The states of resources in the simulator.
const (
	stateAvailable = "AVAILABLE"
	stateBusy      = "BUSY"
	stateFailed    = "FAILED"
)
