package operation

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
)

// response is the response to a create call, and whether it is applied anyway.
type response struct {
	err     error
	applied bool
	receipt Receipt       // with an error
	hang    bool          // until the caller gives up
	arrives time.Duration // a gateway holds it for this time and then forwards it
}

// creation is a create that was applied.
type creation struct {
	at           time.Time
	datacenterID string
	snapshot     inventory.Snapshot
	request      inventory.Request
}

// fakeCloud is a scripted cloud: how it answers creates, how long a snapshot takes and how it ends, what can be
// listed and labelled. It is safe for concurrent use.
type fakeCloud struct {
	mu        sync.Mutex
	passPoint func(point string)

	responses    []response // to the next creates; later ones succeed
	deleting     []response // to the next deletions; later ones succeed
	deletions    int
	sends        int
	sent         []string // volumes, in order
	creations    []creation
	labels       map[string]string // on all snapshots, by key
	requestCalls int               // calls of Request
	overlapping  int               // creates that came while another one in the same data center was running

	queueDelay, runDelay time.Duration
	outcome              inventory.RequestStatus
	snapshotEnd          inventory.State  // of the snapshot; "" removes it
	forgetsRequests      bool             // final requests are 404
	emptyReceipts        bool             // the 202 names neither request nor snapshot
	listDelay            time.Duration    // before a snapshot is listed
	unnamedTargets       bool             // requests never name their target
	incompleteListings   bool             // listings leave out resources
	listingsFail         error            // listings fail
	noSnapshots          bool             // the list of snapshots stays empty
	noRequests           bool             // the list of requests stays empty
	labelResponses       []error          // responses to the next labels; later ones succeed
	busyVolumes          map[string]error // volumes that are refused while they are listed here
	hideBodies           bool             // requests for snapshots do not show their body
	showUserAgents       bool             // requests for snapshots show which operation sent them
	onlyOwn              bool             // no other snapshot exists
	ownLabels            error            // reading the labels of one snapshot fails
	denied               bool             // the credentials have lost their access: reads find nothing and listings are empty

	cloudState cloudState // resources and requests of other calls
}

func newFakeCloud(pass func(string)) *fakeCloud {
	return &fakeCloud{
		passPoint: pass, labels: map[string]string{}, queueDelay: 2 * time.Second, runDelay: 8 * time.Second,
		outcome: inventory.RequestDone, snapshotEnd: inventory.StateAvailable, cloudState: newCloudState(),
	}
}

// Labels lists the labels of the existing snapshot.
func (cloud *fakeCloud) Labels(context.Context) (inventory.Listing[inventory.Label], error) {
	cloud.passPoint("Labels")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	list := inventory.Listing[inventory.Label]{Warnings: cloud.warnings()}
	for key, value := range cloud.cloudState.labels {
		list.Items = append(list.Items, inventory.Label{ResourceType: "snapshot", ResourceID: "snap", Key: key, Value: value})
	}
	return list, cloud.listingsFail
}

func (cloud *fakeCloud) CreateSnapshot(ctx context.Context, datacenterID, volumeID string, params CreateParams) (Receipt, error) {
	cloud.passPoint("before CreateSnapshot")
	defer cloud.passPoint("after CreateSnapshot")
	cloud.mu.Lock()
	cloud.sends++
	cloud.sent = append(cloud.sent, volumeID)
	var next response
	if err := cloud.busyVolumes[volumeID]; err != nil {
		cloud.mu.Unlock()
		return Receipt{}, err
	}
	if len(cloud.responses) > 0 {
		next, cloud.responses = cloud.responses[0], cloud.responses[1:]
	}
	var receipt Receipt
	if next.err == nil || next.applied {
		receipt = cloud.apply(datacenterID, volumeID, params)
		if cloud.showUserAgents {
			cloud.creations[len(cloud.creations)-1].request.UserAgent = inventory.UserAgent("1", inventory.OperationIn(ctx))
		}
	}
	cloud.mu.Unlock()
	if next.arrives > 0 {
		time.AfterFunc(next.arrives, func() {
			cloud.mu.Lock()
			defer cloud.mu.Unlock()
			cloud.apply(datacenterID, volumeID, params)
		})
	}
	if next.hang {
		<-ctx.Done()
		return Receipt{}, &inventory.APIError{Kind: inventory.ErrUnreachable, Ambiguous: true, Cause: ctx.Err()}
	}
	if next.err != nil {
		return next.receipt, next.err
	}
	if cloud.emptyReceipts {
		return Receipt{}, nil
	}
	return receipt, nil
}

func (cloud *fakeCloud) apply(datacenterID, volumeID string, params CreateParams) Receipt {
	for _, m := range cloud.creations {
		if m.datacenterID == datacenterID && !cloud.status(m).Final() {
			cloud.overlapping++
		}
	}
	n := len(cloud.creations) + 1
	m := creation{
		at: time.Now(), datacenterID: datacenterID,
		snapshot: inventory.Snapshot{ID: fmt.Sprintf("snap-%d", n), Name: params.Name, Description: params.Description},
		request: inventory.Request{
			ID: fmt.Sprintf("req-%d", n), Method: "POST", CreatedDate: time.Now(), Body: params.Description,
			URL: "https://api/datacenters/" + datacenterID + "/volumes/" + volumeID + "/create-snapshot?depth=1",
		},
	}
	if !cloud.unnamedTargets {
		m.request.Targets = []inventory.Target{{ID: "vol", Type: "volume"}, {ID: m.snapshot.ID, Type: "snapshot"}}
	}
	cloud.creations = append(cloud.creations, m)
	return Receipt{SnapshotID: m.snapshot.ID, RequestID: m.request.ID}
}

func (cloud *fakeCloud) status(m creation) inventory.RequestStatus {
	switch age := time.Since(m.at); {
	case age < cloud.queueDelay:
		return inventory.RequestQueued
	case age < cloud.queueDelay+cloud.runDelay:
		return inventory.RequestRunning
	default:
		return cloud.outcome
	}
}

// requestOf returns the current state of a request.
func (cloud *fakeCloud) requestOf(m creation) inventory.Request {
	r := m.request
	if cloud.hideBodies {
		r.Body = ""
	}
	r.Status = cloud.status(m)
	if r.Status == inventory.RequestFailed {
		r.Message = "[VDC-5-0] An unexpected error occurred"
	}
	return r
}

// snapshotOf returns the current state of a snapshot, if it exists.
func (cloud *fakeCloud) snapshotOf(m creation) (inventory.Snapshot, bool) {
	s := m.snapshot
	s.Metadata.State = inventory.StateBusy
	if cloud.status(m).Final() {
		s.Metadata.State = cloud.snapshotEnd
	}
	return s, s.Metadata.State != ""
}

func (cloud *fakeCloud) Snapshot(_ context.Context, id string) (inventory.Snapshot, error) {
	cloud.passPoint("Snapshot")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if cloud.denied {
		return inventory.Snapshot{}, errNotFound()
	}
	for _, m := range cloud.creations {
		if s, exists := cloud.snapshotOf(m); exists && s.ID == id {
			return s, nil
		}
	}
	cloud.cloudState.applyDue()
	if s, exists := cloud.cloudState.snapshots[id]; exists {
		return s, nil
	}
	return inventory.Snapshot{}, &inventory.APIError{Kind: inventory.ErrNotFound, Status: 404}
}

func (cloud *fakeCloud) DeleteSnapshot(_ context.Context, id string) (Receipt, error) {
	cloud.passPoint("before DeleteSnapshot")
	defer cloud.passPoint("after DeleteSnapshot")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	cloud.deletions++
	var next response
	if len(cloud.deleting) > 0 {
		next, cloud.deleting = cloud.deleting[0], cloud.deleting[1:]
	}
	if cloud.denied {
		return Receipt{}, errNotFound()
	}
	if _, is := cloud.cloudState.snapshots[id]; is && cloud.cloudState.deleteTook > 0 {
		return cloud.deleteLater(id, next)
	}
	if _, is := cloud.cloudState.snapshots[id]; is {
		if next.err == nil || next.applied {
			delete(cloud.cloudState.snapshots, id)
		}
		if next.err != nil {
			return Receipt{}, next.err
		}
		return Receipt{SnapshotID: id, RequestID: "req-delete"}, nil
	}
	exists := slices.ContainsFunc(cloud.creations, func(m creation) bool { _, is := cloud.snapshotOf(m); return is && m.snapshot.ID == id })
	switch {
	case !exists:
		return Receipt{}, &inventory.APIError{Kind: inventory.ErrNotFound, Status: 404}
	case next.err != nil && !next.applied:
		return Receipt{}, next.err
	}
	cloud.creations = slices.DeleteFunc(cloud.creations, func(m creation) bool { return m.snapshot.ID == id })
	if next.err != nil {
		return Receipt{}, next.err
	}
	return Receipt{SnapshotID: id, RequestID: "req-delete"}, nil
}

func (cloud *fakeCloud) Snapshots(context.Context) (inventory.Listing[inventory.Snapshot], error) {
	cloud.passPoint("Snapshots")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if cloud.denied {
		return inventory.Listing[inventory.Snapshot]{}, nil
	}
	list := inventory.Listing[inventory.Snapshot]{Items: []inventory.Snapshot{{ID: "other", Description: "[snapdeck op=else vol=vol]"}}}
	if cloud.onlyOwn {
		list.Items = nil
	}
	for _, m := range cloud.creations {
		if s, exists := cloud.snapshotOf(m); exists && !cloud.noSnapshots && time.Since(m.at) >= cloud.listDelay {
			list.Items = append(list.Items, s)
		}
	}
	for _, s := range cloud.cloudState.snapshots {
		list.Items = append(list.Items, s)
	}
	list.Warnings = cloud.warnings()
	return list, cloud.listingsFail
}

func (cloud *fakeCloud) warnings() []inventory.Warning {
	if cloud.incompleteListings {
		return []inventory.Warning{{Resource: "snapshot", Text: "could not be read"}}
	}
	return nil
}

func (cloud *fakeCloud) Request(_ context.Context, id string) (inventory.Request, error) {
	cloud.passPoint("Request")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	cloud.requestCalls++
	for _, m := range cloud.creations {
		if r := cloud.requestOf(m); r.ID == id && (!cloud.forgetsRequests || !r.Status.Final()) {
			return r, nil
		}
	}
	if r, exists := cloud.cloudState.request(id); exists {
		return r, nil
	}
	return inventory.Request{}, &inventory.APIError{Kind: inventory.ErrNotFound, Status: 404}
}

func (cloud *fakeCloud) RequestsSince(_ context.Context, since time.Time) (inventory.Listing[inventory.Request], error) {
	cloud.passPoint("RequestsSince")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	list := inventory.Listing[inventory.Request]{Warnings: cloud.warnings()}
	for _, m := range cloud.creations {
		if r := cloud.requestOf(m); !cloud.noRequests && !r.CreatedDate.Before(since) {
			list.Items = append(list.Items, r)
		}
	}
	if !cloud.noRequests {
		list.Items = append(list.Items, cloud.cloudState.requestsSince(since)...)
	}
	return list, cloud.listingsFail
}

func (cloud *fakeCloud) SetSnapshotLabel(_ context.Context, id, key, value string) error {
	cloud.passPoint("before SetSnapshotLabel")
	defer cloud.passPoint("after SetSnapshotLabel")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if cloud.cloudState.isDeleted(id) {
		return errNotFound()
	}
	if len(cloud.labelResponses) > 0 {
		err := cloud.labelResponses[0]
		cloud.labelResponses = cloud.labelResponses[1:]
		if err != nil {
			return err
		}
	}
	cloud.labels[key] = value
	cloud.cloudState.labels[key] = value
	return nil
}

// fakeMirror shows the fake cloud's current open requests, unless it is paused.
type fakeMirror struct {
	cloud   *fakeCloud
	paused  bool
	cold    bool                // nothing was read since the start
	emptied bool                // it has read the empty lists of credentials that lost their access
	foreign []inventory.Request // of other clients
	state   inventory.State     // of the data center
	volumes []inventory.Volume  // besides those of the fake cloud
}

func (m *fakeMirror) View() *inventory.View {
	if m.cold || m.emptied {
		empty := inventory.NewView(inventory.Listings{}, time.Now())
		empty.Loading.Complete = m.emptied
		return empty
	}
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra", Metadata: inventory.Metadata{State: m.state}}}, Requests: slices.Clone(m.foreign),
		Volumes: slices.Clone(m.volumes),
	}
	m.cloud.mu.Lock()
	defer m.cloud.mu.Unlock()
	for _, made := range m.cloud.creations {
		if s, exists := m.cloud.snapshotOf(made); exists {
			l.Snapshots = append(l.Snapshots, s)
		}
		if r := m.cloud.requestOf(made); !r.Status.Final() && !m.paused {
			l.Requests = append(l.Requests, r)
		}
	}
	m.cloud.cloudState.addTo(&l)
	raw := inventory.NewView(l, time.Now())
	raw.Loading.Complete = true
	return inference.Infer(raw, nil)
}

func (m *fakeMirror) ReadAt(inventory.Resource) time.Time {
	if m.paused {
		return time.Time{}
	}
	return time.Now()
}

func (m *fakeMirror) Refresh(...inventory.Resource) {}
