package operation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// cloudState holds what a test's cloud has besides new snapshots: one good snapshot "snap" of the volume "vol",
// a server "srv", and the requests on them.
type cloudState struct {
	onRestore      func()     // called when a volume is overwritten
	responses      []response // to the next mutations; later ones succeed
	calls          []string   // mutations that were sent
	accepted       time.Duration
	deleteTook     time.Duration       // duration of a deletion's request; 0: it has none
	showUserAgents bool                // requests show which operation sent them
	hideBodies     bool                // requests do not show their body
	foreign        []inventory.Request // of another client
	outcome        inventory.RequestStatus
	emptyReceipts  bool          // the 202 names no request
	requestDelay   time.Duration // before a request is found
	works          []*pendingEffect
	snapshots      map[string]inventory.Snapshot
	volumes        map[string]inventory.Volume
	content        map[string]string // of volumes
	labels         map[string]string // of the snapshot
	tags           map[string]string // labels of the volume
	server         inventory.Server
}

// pendingEffect is a request that takes effect when it is done.
type pendingEffect struct {
	name    string
	request inventory.Request
	took    time.Duration // 0: the default
	apply   func()
	applied bool
}

func newCloudState() cloudState {
	return cloudState{
		accepted: 6 * time.Second, outcome: inventory.RequestDone,
		snapshots: map[string]inventory.Snapshot{"snap": {
			ID: "snap", Name: "old", Description: "text\n[snapdeck op=first vol=vol]", Location: "de/fra", SizeGB: 10,
			Metadata: inventory.Metadata{State: inventory.StateAvailable}, LicenceType: "LINUX", RequireLegacyBios: inventory.FlagOn,
		}},
		volumes: map[string]inventory.Volume{"vol": {
			ID: "vol", DatacenterID: "dc", Name: "root", SizeGB: 20, Metadata: inventory.Metadata{State: inventory.StateAvailable},
		}},
		content: map[string]string{"vol": "today"},
		labels:  map[string]string{"old": "1"},
		tags:    map[string]string{"old": "1"},
		server:  inventory.Server{ID: "srv", DatacenterID: "dc", Name: "web", VMState: "RUNNING", VolumeIDs: []string{"vol"}},
	}
}

// applyDue applies the requests that are done by now.
func (l *cloudState) applyDue() {
	for _, w := range l.works {
		w.request.Status = inventory.RequestRunning
		if time.Since(w.request.CreatedDate) < cmp.Or(w.took, l.accepted) {
			continue
		}
		w.request.Status = l.outcome
		if l.outcome == inventory.RequestDone && !w.applied {
			w.applied = true
			w.apply()
		}
	}
}

func (l *cloudState) request(id string) (inventory.Request, bool) {
	l.applyDue()
	for _, w := range l.works {
		if w.request.ID == id && time.Since(w.request.CreatedDate) >= l.requestDelay {
			return w.request, true
		}
	}
	return inventory.Request{}, false
}

// countApplied counts how often a mutation was applied.
func (l *cloudState) countApplied(name string) int {
	n := 0
	for _, w := range l.works {
		if w.name == name {
			n++
		}
	}
	return n
}

func (l *cloudState) requestsSince(at time.Time) []inventory.Request {
	l.applyDue()
	found := slices.Clone(l.foreign)
	for _, w := range l.works {
		if r := w.request; !r.CreatedDate.Before(at) {
			if l.hideBodies {
				r.Body = ""
			}
			found = append(found, r)
		}
	}
	return found
}

// addTo adds the resources to a view.
func (l *cloudState) addTo(to *inventory.Listings) {
	l.applyDue()
	for _, s := range l.snapshots {
		to.Snapshots = append(to.Snapshots, s)
	}
	for _, v := range l.volumes {
		to.Volumes = append(to.Volumes, v)
	}
	to.Servers = append(to.Servers, l.server)
	for _, w := range l.works {
		if !w.request.Status.Final() {
			to.Requests = append(to.Requests, w.request)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.labels)) {
		to.Labels = append(to.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "snap", Key: key, Value: l.labels[key]})
	}
}

// mutate counts a call, answers as scripted, and creates a request if the call is applied.
func (cloud *fakeCloud) mutate(ctx context.Context, name, url, body string, r Receipt, targets []inventory.Target, apply func()) (Receipt, error) {
	cloud.passPoint("before " + name)
	defer cloud.passPoint("after " + name)
	cloud.mu.Lock()
	cloud.cloudState.calls = append(cloud.cloudState.calls, name)
	var next response
	if len(cloud.cloudState.responses) > 0 {
		next, cloud.cloudState.responses = cloud.cloudState.responses[0], cloud.cloudState.responses[1:]
	}
	if next.err == nil || next.applied {
		r.RequestID = fmt.Sprintf("work-%d", len(cloud.cloudState.works)+1)
		method := "POST"
		if name == "EditSnapshot" {
			method = "PATCH"
		}
		request := inventory.Request{ID: r.RequestID, Method: method, URL: "https://api" + url, Body: body, CreatedDate: time.Now(), Targets: targets}
		if cloud.cloudState.showUserAgents {
			request.UserAgent = inventory.UserAgent("1", inventory.OperationIn(ctx))
		}
		cloud.cloudState.works = append(cloud.cloudState.works, &pendingEffect{name: name, request: request, apply: apply})
	}
	cloud.mu.Unlock()
	if next.hang {
		<-ctx.Done()
		return Receipt{}, &inventory.APIError{Kind: inventory.ErrUnreachable, Ambiguous: true, Cause: ctx.Err()}
	}
	if next.err != nil {
		return Receipt{}, next.err
	}
	if cloud.cloudState.emptyReceipts {
		r.RequestID = ""
	}
	return r, nil
}

// deleteLater deletes a snapshot by a request with a duration.
func (cloud *fakeCloud) deleteLater(id string, next response) (Receipt, error) {
	if next.err != nil && !next.applied {
		return Receipt{}, next.err
	}
	r := Receipt{SnapshotID: id, RequestID: fmt.Sprintf("work-%d", len(cloud.cloudState.works)+1)}
	request := inventory.Request{ID: r.RequestID, Method: "DELETE", URL: "https://api/snapshots/" + id, CreatedDate: time.Now()}
	cloud.cloudState.works = append(cloud.cloudState.works, &pendingEffect{name: "DeleteSnapshot", request: request, took: cloud.cloudState.deleteTook, apply: func() { delete(cloud.cloudState.snapshots, id) }})
	if next.err != nil {
		return Receipt{}, next.err
	}
	return r, nil
}

func errNotFound() error { return &inventory.APIError{Kind: inventory.ErrNotFound, Status: 404} }

func (cloud *fakeCloud) EditSnapshot(ctx context.Context, id string, changes []FieldChange) (Receipt, error) {
	return cloud.mutate(ctx, "EditSnapshot", "/snapshots/"+id, "", Receipt{SnapshotID: id}, nil, func() {
		s := cloud.cloudState.snapshots[id]
		for _, c := range changes {
			switch c.Field {
			case "name":
				s.Name = c.To
			case "description":
				s.Description = c.To
			case "requireLegacyBios":
				on := c.To == "true"
				s.RequireLegacyBios = inventory.FlagOf(&on)
			}
		}
		cloud.cloudState.snapshots[id] = s
	})
}

// isDeleted reports whether an id is that of the existing snapshot, after its deletion.
func (l *cloudState) isDeleted(id string) bool {
	_, exists := l.snapshots[id]
	return id == "snap" && !exists
}

func (cloud *fakeCloud) SnapshotLabels(_ context.Context, id string) (map[string]string, error) {
	cloud.passPoint("SnapshotLabels")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if cloud.cloudState.isDeleted(id) {
		return nil, errNotFound()
	}
	if cloud.ownLabels != nil {
		return nil, cloud.ownLabels
	}
	if _, is := cloud.cloudState.snapshots[id]; is && id != "snap" {
		return map[string]string{}, cloud.listingsFail
	}
	return maps.Clone(cloud.cloudState.labels), cloud.listingsFail
}

func (cloud *fakeCloud) RemoveSnapshotLabel(_ context.Context, id, key string) error {
	cloud.passPoint("before RemoveSnapshotLabel")
	defer cloud.passPoint("after RemoveSnapshotLabel")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if _, exists := cloud.cloudState.labels[key]; !exists || cloud.cloudState.isDeleted(id) {
		return errNotFound()
	}
	delete(cloud.cloudState.labels, key)
	return nil
}

func (cloud *fakeCloud) VolumeLabels(_ context.Context, _, id string) (map[string]string, error) {
	cloud.passPoint("VolumeLabels")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if _, exists := cloud.cloudState.volumes[id]; !exists {
		return nil, errNotFound()
	}
	return maps.Clone(cloud.cloudState.tags), cloud.listingsFail
}

func (cloud *fakeCloud) SetVolumeLabel(_ context.Context, _, id, key, value string) error {
	cloud.passPoint("before SetVolumeLabel")
	defer cloud.passPoint("after SetVolumeLabel")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if _, exists := cloud.cloudState.volumes[id]; !exists {
		return errNotFound()
	}
	if len(cloud.labelResponses) > 0 {
		err := cloud.labelResponses[0]
		cloud.labelResponses = cloud.labelResponses[1:]
		if err != nil {
			return err
		}
	}
	cloud.cloudState.tags[key] = value
	return nil
}

func (cloud *fakeCloud) RemoveVolumeLabel(_ context.Context, _, id, key string) error {
	cloud.passPoint("before RemoveVolumeLabel")
	defer cloud.passPoint("after RemoveVolumeLabel")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if _, exists := cloud.cloudState.tags[key]; !exists || cloud.cloudState.volumes[id].ID == "" {
		return errNotFound()
	}
	delete(cloud.cloudState.tags, key)
	return nil
}

func (cloud *fakeCloud) Volume(_ context.Context, _, id string) (inventory.Volume, error) {
	cloud.passPoint("Volume")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if cloud.denied {
		return inventory.Volume{}, errNotFound()
	}
	cloud.cloudState.applyDue()
	if v, exists := cloud.cloudState.volumes[id]; exists {
		return v, nil
	}
	return inventory.Volume{}, errNotFound()
}

func (cloud *fakeCloud) CreateVolume(ctx context.Context, datacenterID, snapshotID string, v NewVolume) (Receipt, error) {
	cloud.mu.Lock()
	id := fmt.Sprintf("new-%d", len(cloud.cloudState.works)+1)
	cloud.mu.Unlock()
	body := fmt.Sprintf(`{"properties":{"name":%q,"size":%g,"image":%q}}`, v.Name, v.SizeGB, snapshotID)
	return cloud.mutate(ctx, "CreateVolume", "/datacenters/"+datacenterID+"/volumes?depth=0", body,
		Receipt{VolumeID: id}, []inventory.Target{{ID: id, Type: "volume"}}, func() {
			cloud.cloudState.volumes[id] = inventory.Volume{ID: id, DatacenterID: datacenterID, Name: v.Name, SizeGB: v.SizeGB, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
			cloud.cloudState.content[id] = snapshotID
		})
}

func (cloud *fakeCloud) RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (Receipt, error) {
	url := "/datacenters/" + datacenterID + "/volumes/" + volumeID + "/restore-snapshot"
	return cloud.mutate(ctx, "RestoreSnapshot", url, `{"properties":{"snapshotId":"`+snapshotID+`"}}`,
		Receipt{SnapshotID: snapshotID}, nil, func() {
			if cloud.cloudState.onRestore != nil {
				cloud.cloudState.onRestore()
			}
			cloud.cloudState.content[volumeID] = snapshotID
		})
}

func (cloud *fakeCloud) Server(context.Context, string, string) (inventory.Server, error) {
	cloud.passPoint("Server")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	cloud.cloudState.applyDue()
	return cloud.cloudState.server, cloud.listingsFail
}

func (cloud *fakeCloud) Servers(context.Context, string) (inventory.Listing[inventory.Server], error) {
	cloud.passPoint("Servers")
	cloud.mu.Lock()
	defer cloud.mu.Unlock()
	if cloud.denied {
		return inventory.Listing[inventory.Server]{}, errNotFound()
	}
	cloud.cloudState.applyDue()
	return inventory.Listing[inventory.Server]{Items: []inventory.Server{cloud.cloudState.server}, Warnings: cloud.warnings()}, cloud.listingsFail
}

func (cloud *fakeCloud) AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (Receipt, error) {
	return cloud.mutate(ctx, "AttachVolume", "/datacenters/"+datacenterID+"/servers/"+serverID+"/volumes", "", Receipt{}, nil, func() {
		if slices.Contains(cloud.cloudState.server.VolumeIDs, volumeID) {
			return
		}
		cloud.cloudState.server.VolumeIDs = append(slices.Clone(cloud.cloudState.server.VolumeIDs), volumeID)
	})
}

func (cloud *fakeCloud) StopServer(ctx context.Context, datacenterID, serverID string) (Receipt, error) {
	return cloud.mutate(ctx, "StopServer", "/datacenters/"+datacenterID+"/servers/"+serverID+"/stop", "", Receipt{}, nil, func() { cloud.cloudState.server.VMState = "SHUTOFF" })
}

func (cloud *fakeCloud) StartServer(ctx context.Context, datacenterID, serverID string) (Receipt, error) {
	return cloud.mutate(ctx, "StartServer", "/datacenters/"+datacenterID+"/servers/"+serverID+"/start", "", Receipt{}, nil, func() { cloud.cloudState.server.VMState = "RUNNING" })
}
