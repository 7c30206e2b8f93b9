package inventory

import (
	"strings"
	"time"
)

// RequestStatus is the progress of a request (docs/ionos-api.md 4.7). The set is open.
type RequestStatus string

// The statuses that the API describes.
const (
	RequestQueued  RequestStatus = "QUEUED"
	RequestRunning RequestStatus = "RUNNING"
	RequestDone    RequestStatus = "DONE"
	RequestFailed  RequestStatus = "FAILED"
)

// Final reports whether the request has ended.
func (s RequestStatus) Final() bool { return s == RequestDone || s == RequestFailed }

// Request is one mutation, requested by any client.
type Request struct {
	ID          string
	CreatedDate time.Time
	CreatedBy   string
	Method      string
	URL         string // with its query
	Body        string // as sent; empty for DELETE
	UserAgent   string // of the program that sent it
	Status      RequestStatus
	Message     string
	Targets     []Target
}

// Target is a resource that a request changes.
type Target struct {
	ID     string
	Type   string
	Status RequestStatus
}

// SnapshotSource returns the data center and volume in the URL of a create-snapshot
// request (docs/ionos-api.md 7, "provenance"); ok is false for any other request.
func (r Request) SnapshotSource() (datacenterID, volumeID string, ok bool) {
	if r.Method != "POST" {
		return "", "", false
	}
	path, _, _ := strings.Cut(r.URL, "?")
	path, found := strings.CutSuffix(path, "/create-snapshot")
	if !found {
		return "", "", false
	}
	_, rest, found := strings.Cut(path, "/datacenters/")
	if !found {
		return "", "", false
	}
	datacenterID, volumeID, ok = strings.Cut(rest, "/volumes/")
	if !ok || !isOneSegment(datacenterID) || !isOneSegment(volumeID) {
		return "", "", false
	}
	return datacenterID, volumeID, true
}

// DateText returns when the request was made, for sentences.
func (r Request) DateText() string {
	if r.CreatedDate.IsZero() {
		return "an unknown time"
	}
	return r.CreatedDate.UTC().Format("2006-01-02 15:04 UTC")
}

// Resources returns the listings that a request may change, by its URL.
func (r Request) Resources() []Resource {
	path, _, _ := strings.Cut(r.URL, "?")
	id := r.DatacenterID()
	_, _, makesSnapshot := r.SnapshotSource()
	switch {
	case makesSnapshot, id == "" && strings.Contains(path, "/snapshots/"):
		return []Resource{ResourceSnapshots}
	case id == "":
		return []Resource{ResourceDatacenters, ResourceSnapshots}
	case strings.HasSuffix(strings.TrimRight(path, "/"), "/datacenters/"+id):
		return []Resource{ResourceDatacenters}
	default:
		return []Resource{ContentsOf(id)}
	}
}

// DatacenterID returns the data center in the request's URL, or "" for a request on the contract.
func (r Request) DatacenterID() string {
	path, _, _ := strings.Cut(r.URL, "?")
	_, rest, _ := strings.Cut(path, "/datacenters/")
	id, _, _ := strings.Cut(rest, "/")
	return id
}

func isOneSegment(s string) bool { return s != "" && !strings.Contains(s, "/") }
