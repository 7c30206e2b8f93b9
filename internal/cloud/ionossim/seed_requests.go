package ionossim

import (
	"net/http"
	"time"
)

// publicAPI is the address of past requests.
const publicAPI = "https://api.ionos.com" + basePath

// historyDepth is the age of the oldest past request; maxRequests bounds their number.
const (
	historyDepth = 3 * 24 * time.Hour
	maxRequests  = 100
)

// addHistory creates the requests of the younger snapshots, and one that failed.
func (b *builder) addHistory() {
	var young []*snapshot
	for _, s := range b.Snapshots.all() {
		if b.now.Sub(s.Created) < historyDepth {
			young = append(young, s)
		}
	}
	young = young[max(0, len(young)-maxRequests):]
	failed := false
	for _, s := range young {
		if !failed && b.now.Sub(s.Created) < 12*time.Hour {
			b.addFailure(s.Created.Add(-time.Minute))
			failed = true
		}
		c := b.clients[s.ID]
		r := b.seededRequest(c, s.SourceDatacenter, s.SourceVolume, s.CreatedBy, s.Created)
		r.Body = c.body(s.Props)
		r.Targets = append(r.Targets, snapshotTarget(s))
		r.Work.Snapshot = s.ID
		b.finishRequest(r, statusDone, messageDone, s.Modified)
	}
	if !failed {
		b.addFailure(b.now.Add(-2 * time.Hour))
	}
}

// addFailure creates a request that failed to create a snapshot.
func (b *builder) addFailure(at time.Time) {
	for _, d := range b.Datacenters.all() {
		for _, v := range d.Volumes.all() {
			if len(d.Servers.all()) > 0 && v.Props.Type == ssdPremium {
				b.finishRequest(b.seededRequest(sdkGo(), d.ID, v.ID, operator, at), statusFailed, messageFailed, at.Add(40*time.Second))
				return
			}
		}
	}
}

// seededRequest prepares a past create-snapshot request.
func (b *builder) seededRequest(c client, datacenterID, volumeID, by string, at time.Time) *request {
	return &request{
		record: b.newRecord(by, at), Lane: datacenterID, Method: http.MethodPost,
		URL:     publicAPI + volumePath(datacenterID, volumeID) + "/create-snapshot" + c.query,
		Headers: c.headers(),
		Targets: []target{{ID: volumeID, Type: "volume", Path: volumePath(datacenterID, volumeID)}},
		Work:    requestWork{Kind: createSnapshot, Datacenter: datacenterID, Volume: volumeID},
	}
}

func (b *builder) finishRequest(r *request, status, message string, at time.Time) {
	b.Serial++
	r.Number, r.Status, r.Message = b.Serial, status, message
	r.Started, r.Ends = r.Created.Add(time.Second), at
	r.Modified = at
	b.Requests.add(r)
}

// addWorkInFlight leaves some data centers busy: two snapshots of a database in a queue, and a restore in the
// recovery site.
func (b *builder) addWorkInFlight(now time.Time) {
	c := &call{
		faultTarget: faultTarget{method: http.MethodPost}, view: renderer{state: b.state, base: publicAPI, now: now}, by: operator, now: now,
	}
	b.snapshotInFlight(c, sdkGo(), "prod-data-fra", "db-02-data")
	b.snapshotInFlight(c, unnamedByNode(), "prod-data-fra", "db-01-wal")
	d, v := b.volumeByName("dr-lhr", "dr-db-01-data")
	if v == nil {
		return
	}
	for _, s := range b.Snapshots.all() {
		if s.Props.Location == d.Props.Location && s.Props.Size <= v.Props.Size {
			c.url = publicAPI + volumePath(d.ID, v.ID) + "/restore-snapshot" + ionosctl().query
			c.header, c.body = ionosctl().httpHeader(), restoreBody(s.ID)
			r := c.volumeRequest(restoreSnapshot, d, v)
			r.Work.Snapshot, r.Uses = s.ID, []string{s.ID}
			r.Length = 40 * time.Second
			b.enqueue(r, now)
			return
		}
	}
}

func (b *builder) snapshotInFlight(c *call, by client, datacenterName, volumeName string) {
	d, v := b.volumeByName(datacenterName, volumeName)
	if v == nil {
		return
	}
	c.url = publicAPI + volumePath(d.ID, v.ID) + "/create-snapshot" + by.query
	c.header, c.body = by.httpHeader(), by.empty
	s := b.addSnapshot(b.newRecord(colleague, c.now), d, v)
	r := c.snapshotCreation(d, v, s)
	r.CreatedBy, r.ModifiedBy = colleague, colleague
	b.enqueue(r, c.now)
}

// volumeByName returns a volume by its name and its data center's.
func (b *builder) volumeByName(datacenterName, volumeName string) (*datacenter, *volume) {
	for _, d := range b.Datacenters.all() {
		if d.Props.Name != datacenterName {
			continue
		}
		for _, v := range d.Volumes.all() {
			if v.Props.Name == volumeName {
				return d, v
			}
		}
	}
	return nil, nil
}
