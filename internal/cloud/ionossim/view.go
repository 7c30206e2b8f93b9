package ionossim

import (
	"net/url"
	"time"
)

// element is any single object in a response. With id, type and href alone it is a reference.
type element struct {
	ID         string `json:"id,omitempty"`
	Type       string `json:"type,omitempty"`
	Href       string `json:"href,omitempty"`
	Metadata   any    `json:"metadata,omitempty"`
	Properties any    `json:"properties,omitempty"`
	Entities   any    `json:"entities,omitempty"`
}

// collection is a list in a response. Without items it is a reference; an empty list is not.
type collection struct {
	ID     string    `json:"id,omitempty"`
	Type   string    `json:"type"`
	Href   string    `json:"href,omitempty"`
	Items  []element `json:"items,omitzero"`
	Offset *int      `json:"offset,omitempty"`
	Limit  *int      `json:"limit,omitempty"`
	Links  *links    `json:"_links,omitempty"`
}

type links struct {
	Prev string `json:"prev,omitempty"`
	Self string `json:"self"`
	Next string `json:"next,omitempty"`
}

// metadata describes a resource as such.
type metadata struct {
	Etag                 string `json:"etag"`
	CreatedDate          string `json:"createdDate"`
	CreatedBy            string `json:"createdBy"`
	CreatedByUserID      string `json:"createdByUserId"`
	LastModifiedDate     string `json:"lastModifiedDate"`
	LastModifiedBy       string `json:"lastModifiedBy"`
	LastModifiedByUserID string `json:"lastModifiedByUserId"`
	State                string `json:"state,omitempty"`
}

// renderer renders the state. Its results share nothing with the state that is changed in place, so they can be
// encoded after the lock is released.
type renderer struct {
	*state
	base string // "http://host/cloudapi/v6"
	now  time.Time

	noUserAgent bool // show requests without the User-Agent of their call
}

// formatTime formats a time as the API does: UTC, whole seconds, Z.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (v renderer) ref(kind, path, id string) element {
	return element{ID: id, Type: kind, Href: v.base + path}
}

func (v renderer) metadata(r *record) *metadata {
	return &metadata{
		Etag:                 r.Etag,
		CreatedDate:          formatTime(r.Created),
		CreatedBy:            r.CreatedBy,
		CreatedByUserID:      userID(r.CreatedBy),
		LastModifiedDate:     formatTime(r.Modified),
		LastModifiedBy:       r.ModifiedBy,
		LastModifiedByUserID: userID(r.ModifiedBy),
		State:                v.stateOf(r),
	}
}

// hidden reports whether a new resource is not found yet.
func (v renderer) hidden(r *record) bool { return v.now.Before(r.HiddenUntil) }

func datacenterPath(id string) string { return "/datacenters/" + url.PathEscape(id) }

func volumePath(datacenterID, id string) string {
	return datacenterPath(datacenterID) + "/volumes/" + url.PathEscape(id)
}

func serverPath(datacenterID, id string) string {
	return datacenterPath(datacenterID) + "/servers/" + url.PathEscape(id)
}

func snapshotPath(id string) string { return "/snapshots/" + url.PathEscape(id) }

func requestPath(id string) string { return "/requests/" + url.PathEscape(id) }

// snapshot renders a snapshot. It has no children, so every depth above 0 shows all of it.
func (v renderer) snapshot(s *snapshot, depth int) element {
	e := v.ref("snapshot", snapshotPath(s.ID), s.ID)
	if depth > 0 {
		e.Metadata, e.Properties = v.metadata(&s.record), s.Props
	}
	return e
}

// volume renders a volume, which has no children either.
func (v renderer) volume(d *datacenter, vol *volume, depth int) element {
	e := v.ref("volume", volumePath(d.ID, vol.ID), vol.ID)
	if depth > 0 {
		e.Metadata, e.Properties = v.metadata(&vol.record), vol.Props
	}
	return e
}
