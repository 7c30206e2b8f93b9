package operation

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

// answer is what the cloud says to a create call, and whether it carries it out all the same.
type answer struct {
	err     error
	carried bool
	receipt Receipt       // beside an error
	hangs   bool          // until the caller gives up
	arrives time.Duration // a gateway holds it for so long and then hands it on
}

// made is a create that was carried out.
type made struct {
	at           time.Time
	datacenterID string
	snapshot     inventory.Snapshot
	request      inventory.Request
}

// heaven is a cloud that a test writes: how it answers to creates, how long a snapshot
// takes and how it ends, what can be listed and labelled. Its methods may be called concurrently.
type heaven struct {
	mu   sync.Mutex
	pass func(point string)

	answers   []answer // to the next creates; then all are good
	deleting  []answer // to the next deletions; then all are good
	deletions int
	sends     int
	sent      []string // volumes, in order
	made      []made
	labels    map[string]string // on all snapshots, by key
	asked     int               // calls of Request
	overlap   int               // creates that came while one of the same data center was not finished

	queueFor, runFor time.Duration
	outcome          inventory.RequestStatus
	end              inventory.State  // of the snapshot; "" means that it vanishes
	forgets          bool             // requests are 404 once they are final
	blank            bool             // the 202 names neither request nor snapshot
	unlisted         time.Duration    // how long a snapshot is not listed
	nameless         bool             // the request never names its target
	odd              bool             // listings leave something out
	away             error            // listings fail
	noSnapshots      bool             // the list of snapshots stays empty
	noRequests       bool             // the list of requests stays empty
	labelling        []error          // answers to the next labels; then all are good
	busyVolumes      map[string]error // that are refused for as long as they are in here
	denied           bool             // the credentials have lost their access: nothing is found or listed

	life life // what can be done to what there is
}

func newHeaven(pass func(string)) *heaven {
	return &heaven{
		pass: pass, labels: map[string]string{}, queueFor: 2 * time.Second, runFor: 8 * time.Second,
		outcome: inventory.RequestDone, end: inventory.StateAvailable, life: newLife(),
	}
}

// Labels lists the labels of the one good snapshot.
func (h *heaven) Labels(context.Context) (inventory.Listing[inventory.Label], error) {
	h.pass("Labels")
	h.mu.Lock()
	defer h.mu.Unlock()
	list := inventory.Listing[inventory.Label]{Warnings: h.warnings()}
	for key, value := range h.life.labels {
		list.Items = append(list.Items, inventory.Label{ResourceType: "snapshot", ResourceID: "snap", Key: key, Value: value})
	}
	return list, h.away
}

func (h *heaven) CreateSnapshot(ctx context.Context, datacenterID, volumeID string, params CreateParams) (Receipt, error) {
	h.pass("before CreateSnapshot")
	defer h.pass("after CreateSnapshot")
	h.mu.Lock()
	h.sends++
	h.sent = append(h.sent, volumeID)
	var a answer
	if err := h.busyVolumes[volumeID]; err != nil {
		h.mu.Unlock()
		return Receipt{}, err
	}
	if len(h.answers) > 0 {
		a, h.answers = h.answers[0], h.answers[1:]
	}
	var receipt Receipt
	if a.err == nil || a.carried {
		receipt = h.carryOut(datacenterID, volumeID, params)
	}
	h.mu.Unlock()
	if a.arrives > 0 {
		time.AfterFunc(a.arrives, func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.carryOut(datacenterID, volumeID, params)
		})
	}
	if a.hangs {
		<-ctx.Done()
		return Receipt{}, &inventory.Fault{Kind: inventory.ErrUnreachable, Ambiguous: true, Cause: ctx.Err()}
	}
	if a.err != nil {
		return a.receipt, a.err
	}
	if h.blank {
		return Receipt{}, nil
	}
	return receipt, nil
}

func (h *heaven) carryOut(datacenterID, volumeID string, params CreateParams) Receipt {
	for _, m := range h.made {
		if m.datacenterID == datacenterID && !h.status(m).Final() {
			h.overlap++
		}
	}
	n := len(h.made) + 1
	m := made{
		at: time.Now(), datacenterID: datacenterID,
		snapshot: inventory.Snapshot{ID: fmt.Sprintf("snap-%d", n), Name: params.Name, Description: params.Description},
		request: inventory.Request{
			ID: fmt.Sprintf("req-%d", n), Method: "POST", CreatedDate: time.Now(), Body: params.Description,
			URL: "https://api/datacenters/" + datacenterID + "/volumes/" + volumeID + "/create-snapshot?depth=1",
		},
	}
	if !h.nameless {
		m.request.Targets = []inventory.Target{{ID: "vol", Type: "volume"}, {ID: m.snapshot.ID, Type: "snapshot"}}
	}
	h.made = append(h.made, m)
	return Receipt{SnapshotID: m.snapshot.ID, RequestID: m.request.ID}
}

func (h *heaven) status(m made) inventory.RequestStatus {
	switch age := time.Since(m.at); {
	case age < h.queueFor:
		return inventory.RequestQueued
	case age < h.queueFor+h.runFor:
		return inventory.RequestRunning
	default:
		return h.outcome
	}
}

// requestOf returns a request as it is now.
func (h *heaven) requestOf(m made) inventory.Request {
	r := m.request
	r.Status = h.status(m)
	if r.Status == inventory.RequestFailed {
		r.Message = "[VDC-5-0] An unexpected error occurred"
	}
	return r
}

// snapshotOf returns a snapshot as it is now, and whether it is there at all.
func (h *heaven) snapshotOf(m made) (inventory.Snapshot, bool) {
	s := m.snapshot
	s.Metadata.State = inventory.StateBusy
	if h.status(m).Final() {
		s.Metadata.State = h.end
	}
	return s, s.Metadata.State != ""
}

func (h *heaven) Snapshot(_ context.Context, id string) (inventory.Snapshot, error) {
	h.pass("Snapshot")
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.denied {
		return inventory.Snapshot{}, notThere()
	}
	for _, m := range h.made {
		if s, there := h.snapshotOf(m); there && s.ID == id {
			return s, nil
		}
	}
	h.life.settle()
	if s, there := h.life.snapshots[id]; there {
		return s, nil
	}
	return inventory.Snapshot{}, &inventory.Fault{Kind: inventory.ErrNotFound, Status: 404}
}

func (h *heaven) DeleteSnapshot(_ context.Context, id string) (Receipt, error) {
	h.pass("before DeleteSnapshot")
	defer h.pass("after DeleteSnapshot")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deletions++
	var a answer
	if len(h.deleting) > 0 {
		a, h.deleting = h.deleting[0], h.deleting[1:]
	}
	if h.denied {
		return Receipt{}, notThere()
	}
	if _, is := h.life.snapshots[id]; is && h.life.deleteTook > 0 {
		return h.deleteLater(id, a)
	}
	if _, is := h.life.snapshots[id]; is {
		if a.err == nil || a.carried {
			delete(h.life.snapshots, id)
		}
		if a.err != nil {
			return Receipt{}, a.err
		}
		return Receipt{SnapshotID: id, RequestID: "req-delete"}, nil
	}
	there := slices.ContainsFunc(h.made, func(m made) bool { _, is := h.snapshotOf(m); return is && m.snapshot.ID == id })
	switch {
	case !there:
		return Receipt{}, &inventory.Fault{Kind: inventory.ErrNotFound, Status: 404}
	case a.err != nil && !a.carried:
		return Receipt{}, a.err
	}
	h.made = slices.DeleteFunc(h.made, func(m made) bool { return m.snapshot.ID == id })
	if a.err != nil {
		return Receipt{}, a.err
	}
	return Receipt{SnapshotID: id, RequestID: "req-delete"}, nil
}

func (h *heaven) Snapshots(context.Context) (inventory.Listing[inventory.Snapshot], error) {
	h.pass("Snapshots")
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.denied {
		return inventory.Listing[inventory.Snapshot]{}, nil
	}
	list := inventory.Listing[inventory.Snapshot]{Items: []inventory.Snapshot{{ID: "other", Description: "[snapdeck op=else vol=vol]"}}}
	for _, m := range h.made {
		if s, there := h.snapshotOf(m); there && !h.noSnapshots && time.Since(m.at) >= h.unlisted {
			list.Items = append(list.Items, s)
		}
	}
	for _, s := range h.life.snapshots {
		list.Items = append(list.Items, s)
	}
	list.Warnings = h.warnings()
	return list, h.away
}

func (h *heaven) warnings() []inventory.Warning {
	if h.odd {
		return []inventory.Warning{{Resource: "snapshot", Text: "could not be read"}}
	}
	return nil
}

func (h *heaven) Request(_ context.Context, id string) (inventory.Request, error) {
	h.pass("Request")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	for _, m := range h.made {
		if r := h.requestOf(m); r.ID == id && (!h.forgets || !r.Status.Final()) {
			return r, nil
		}
	}
	if r, there := h.life.request(id); there {
		return r, nil
	}
	return inventory.Request{}, &inventory.Fault{Kind: inventory.ErrNotFound, Status: 404}
}

func (h *heaven) RequestsSince(_ context.Context, since time.Time) (inventory.Listing[inventory.Request], error) {
	h.pass("RequestsSince")
	h.mu.Lock()
	defer h.mu.Unlock()
	list := inventory.Listing[inventory.Request]{Warnings: h.warnings()}
	for _, m := range h.made {
		if r := h.requestOf(m); !h.noRequests && !r.CreatedDate.Before(since) {
			list.Items = append(list.Items, r)
		}
	}
	if !h.noRequests {
		list.Items = append(list.Items, h.life.since(since)...)
	}
	return list, h.away
}

func (h *heaven) SetSnapshotLabel(_ context.Context, id, key, value string) error {
	h.pass("before SetSnapshotLabel")
	defer h.pass("after SetSnapshotLabel")
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.life.isGone(id) {
		return notThere()
	}
	if len(h.labelling) > 0 {
		err := h.labelling[0]
		h.labelling = h.labelling[1:]
		if err != nil {
			return err
		}
	}
	h.labels[key] = value
	h.life.labels[key] = value
	return nil
}

// mirror shows the heaven's open requests as they are now, unless it sleeps.
type mirror struct {
	heaven *heaven
	asleep bool
	others []inventory.Request // of other tools
	state  inventory.State     // of the data center
}

func (m *mirror) View() *inventory.View {
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra", Metadata: inventory.Metadata{State: m.state}}}, Requests: slices.Clone(m.others),
	}
	m.heaven.mu.Lock()
	defer m.heaven.mu.Unlock()
	for _, made := range m.heaven.made {
		if s, there := m.heaven.snapshotOf(made); there {
			l.Snapshots = append(l.Snapshots, s)
		}
		if r := m.heaven.requestOf(made); !r.Status.Final() && !m.asleep {
			l.Requests = append(l.Requests, r)
		}
	}
	m.heaven.life.show(&l)
	return inventory.NewView(l, time.Now())
}

func (m *mirror) ReadAt(inventory.Part) time.Time {
	if m.asleep {
		return time.Time{}
	}
	return time.Now()
}

func (m *mirror) Nudge(...inventory.Part) {}

func (m *mirror) Guesses(v *inventory.View) *inventory.Guesses {
	return inventory.GuessesOf(v, inventory.Recollection{})
}
