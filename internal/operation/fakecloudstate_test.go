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

// life is what the cloud of a test has beside the snapshots that were made: one good snapshot
// "snap" of the volume "vol", a server "srv", and the requests that work on them.
type life struct {
	onRestore  func()   // called when a volume is overwritten
	answers    []answer // to the next mutations; then all are good
	calls      []string // mutations that were sent
	took       time.Duration
	deleteTook time.Duration       // how long the request of a deletion is open; 0: it has none
	agents     bool                // requests show which operation made them
	others     []inventory.Request // of somebody else
	outcome    inventory.RequestStatus
	nameless   bool          // the 202 names no request
	hidden     time.Duration // how long a request is not found
	works      []*deedOfLife
	snapshots  map[string]inventory.Snapshot
	volumes    map[string]inventory.Volume
	content    map[string]string // of volumes
	labels     map[string]string // of the snapshot
	tags       map[string]string // labels of the volume
	server     inventory.Server
}

// deedOfLife is a request whose effect shows when it is done.
type deedOfLife struct {
	name    string
	request inventory.Request
	took    time.Duration // 0: as all others
	apply   func()
	applied bool
}

func newLife() life {
	return life{
		took: 6 * time.Second, outcome: inventory.RequestDone,
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

// settle applies what is done by now.
func (l *life) settle() {
	for _, w := range l.works {
		w.request.Status = inventory.RequestRunning
		if time.Since(w.request.CreatedDate) < cmp.Or(w.took, l.took) {
			continue
		}
		w.request.Status = l.outcome
		if l.outcome == inventory.RequestDone && !w.applied {
			w.applied = true
			w.apply()
		}
	}
}

func (l *life) request(id string) (inventory.Request, bool) {
	l.settle()
	for _, w := range l.works {
		if w.request.ID == id && time.Since(w.request.CreatedDate) >= l.hidden {
			return w.request, true
		}
	}
	return inventory.Request{}, false
}

// carried counts how often a mutation was carried out.
func (l *life) carried(name string) int {
	n := 0
	for _, w := range l.works {
		if w.name == name {
			n++
		}
	}
	return n
}

func (l *life) since(at time.Time) []inventory.Request {
	l.settle()
	found := slices.Clone(l.others)
	for _, w := range l.works {
		if !w.request.CreatedDate.Before(at) {
			found = append(found, w.request)
		}
	}
	return found
}

// show adds what there is to a view.
func (l *life) show(to *inventory.Listings) {
	l.settle()
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

// mutate is what all mutations have in common: they are counted, answered as the test says,
// and become a request when they are carried out.
func (h *heaven) mutate(ctx context.Context, name, url, body string, r Receipt, targets []inventory.Target, apply func()) (Receipt, error) {
	h.pass("before " + name)
	defer h.pass("after " + name)
	h.mu.Lock()
	h.life.calls = append(h.life.calls, name)
	var a answer
	if len(h.life.answers) > 0 {
		a, h.life.answers = h.life.answers[0], h.life.answers[1:]
	}
	if a.err == nil || a.carried {
		r.RequestID = fmt.Sprintf("work-%d", len(h.life.works)+1)
		method := "POST"
		if name == "EditSnapshot" {
			method = "PATCH"
		}
		request := inventory.Request{ID: r.RequestID, Method: method, URL: "https://api" + url, Body: body, CreatedDate: time.Now(), Targets: targets}
		if h.life.agents {
			request.UserAgent = inventory.UserAgent("1", inventory.OperationIn(ctx))
		}
		h.life.works = append(h.life.works, &deedOfLife{name: name, request: request, apply: apply})
	}
	h.mu.Unlock()
	if a.hangs {
		<-ctx.Done()
		return Receipt{}, &inventory.Fault{Kind: inventory.ErrUnreachable, Ambiguous: true, Cause: ctx.Err()}
	}
	if a.err != nil {
		return Receipt{}, a.err
	}
	if h.life.nameless {
		r.RequestID = ""
	}
	return r, nil
}

// deleteLater deletes a snapshot by a request that is open for a while.
func (h *heaven) deleteLater(id string, a answer) (Receipt, error) {
	if a.err != nil && !a.carried {
		return Receipt{}, a.err
	}
	r := Receipt{SnapshotID: id, RequestID: fmt.Sprintf("work-%d", len(h.life.works)+1)}
	request := inventory.Request{ID: r.RequestID, Method: "DELETE", URL: "https://api/snapshots/" + id, CreatedDate: time.Now()}
	h.life.works = append(h.life.works, &deedOfLife{name: "DeleteSnapshot", request: request, took: h.life.deleteTook, apply: func() { delete(h.life.snapshots, id) }})
	if a.err != nil {
		return Receipt{}, a.err
	}
	return r, nil
}

func notThere() error { return &inventory.Fault{Kind: inventory.ErrNotFound, Status: 404} }

func (h *heaven) EditSnapshot(ctx context.Context, id string, changes []FieldChange) (Receipt, error) {
	return h.mutate(ctx, "EditSnapshot", "/snapshots/"+id, "", Receipt{SnapshotID: id}, nil, func() {
		s := h.life.snapshots[id]
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
		h.life.snapshots[id] = s
	})
}

// isGone reports whether an id is that of the one good snapshot, which somebody has deleted.
func (l *life) isGone(id string) bool {
	_, there := l.snapshots[id]
	return id == "snap" && !there
}

func (h *heaven) SnapshotLabels(_ context.Context, id string) (map[string]string, error) {
	h.pass("SnapshotLabels")
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.life.isGone(id) {
		return nil, notThere()
	}
	if _, is := h.life.snapshots[id]; is && id != "snap" {
		return map[string]string{}, h.away
	}
	return maps.Clone(h.life.labels), h.away
}

func (h *heaven) RemoveSnapshotLabel(_ context.Context, id, key string) error {
	h.pass("before RemoveSnapshotLabel")
	defer h.pass("after RemoveSnapshotLabel")
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.life.labels[key]; !there || h.life.isGone(id) {
		return notThere()
	}
	delete(h.life.labels, key)
	return nil
}

func (h *heaven) VolumeLabels(_ context.Context, _, id string) (map[string]string, error) {
	h.pass("VolumeLabels")
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.life.volumes[id]; !there {
		return nil, notThere()
	}
	return maps.Clone(h.life.tags), h.away
}

func (h *heaven) SetVolumeLabel(_ context.Context, _, id, key, value string) error {
	h.pass("before SetVolumeLabel")
	defer h.pass("after SetVolumeLabel")
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.life.volumes[id]; !there {
		return notThere()
	}
	if len(h.labelling) > 0 {
		err := h.labelling[0]
		h.labelling = h.labelling[1:]
		if err != nil {
			return err
		}
	}
	h.life.tags[key] = value
	return nil
}

func (h *heaven) RemoveVolumeLabel(_ context.Context, _, id, key string) error {
	h.pass("before RemoveVolumeLabel")
	defer h.pass("after RemoveVolumeLabel")
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.life.tags[key]; !there || h.life.volumes[id].ID == "" {
		return notThere()
	}
	delete(h.life.tags, key)
	return nil
}

func (h *heaven) Volume(_ context.Context, _, id string) (inventory.Volume, error) {
	h.pass("Volume")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.life.settle()
	if v, there := h.life.volumes[id]; there {
		return v, nil
	}
	return inventory.Volume{}, notThere()
}

func (h *heaven) CreateVolume(ctx context.Context, datacenterID, snapshotID string, v NewVolume) (Receipt, error) {
	h.mu.Lock()
	id := fmt.Sprintf("new-%d", len(h.life.works)+1)
	h.mu.Unlock()
	body := fmt.Sprintf(`{"properties":{"name":%q,"size":%g,"image":%q}}`, v.Name, v.SizeGB, snapshotID)
	return h.mutate(ctx, "CreateVolume", "/datacenters/"+datacenterID+"/volumes?depth=0", body,
		Receipt{VolumeID: id}, []inventory.Target{{ID: id, Type: "volume"}}, func() {
			h.life.volumes[id] = inventory.Volume{ID: id, DatacenterID: datacenterID, Name: v.Name, SizeGB: v.SizeGB, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
			h.life.content[id] = snapshotID
		})
}

func (h *heaven) RestoreSnapshot(ctx context.Context, datacenterID, volumeID, snapshotID string) (Receipt, error) {
	url := "/datacenters/" + datacenterID + "/volumes/" + volumeID + "/restore-snapshot"
	return h.mutate(ctx, "RestoreSnapshot", url, `{"properties":{"snapshotId":"`+snapshotID+`"}}`,
		Receipt{SnapshotID: snapshotID}, nil, func() {
			if h.life.onRestore != nil {
				h.life.onRestore()
			}
			h.life.content[volumeID] = snapshotID
		})
}

func (h *heaven) Server(context.Context, string, string) (inventory.Server, error) {
	h.pass("Server")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.life.settle()
	return h.life.server, h.away
}

func (h *heaven) Servers(context.Context, string) (inventory.Listing[inventory.Server], error) {
	h.pass("Servers")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.life.settle()
	return inventory.Listing[inventory.Server]{Items: []inventory.Server{h.life.server}, Warnings: h.warnings()}, h.away
}

func (h *heaven) AttachVolume(ctx context.Context, datacenterID, serverID, volumeID string) (Receipt, error) {
	return h.mutate(ctx, "AttachVolume", "/datacenters/"+datacenterID+"/servers/"+serverID+"/volumes", "", Receipt{}, nil, func() {
		if slices.Contains(h.life.server.VolumeIDs, volumeID) {
			return
		}
		h.life.server.VolumeIDs = append(slices.Clone(h.life.server.VolumeIDs), volumeID)
	})
}

func (h *heaven) StopServer(ctx context.Context, datacenterID, serverID string) (Receipt, error) {
	return h.mutate(ctx, "StopServer", "/datacenters/"+datacenterID+"/servers/"+serverID+"/stop", "", Receipt{}, nil, func() { h.life.server.VMState = "SHUTOFF" })
}

func (h *heaven) StartServer(ctx context.Context, datacenterID, serverID string) (Receipt, error) {
	return h.mutate(ctx, "StartServer", "/datacenters/"+datacenterID+"/servers/"+serverID+"/start", "", Receipt{}, nil, func() { h.life.server.VMState = "RUNNING" })
}
