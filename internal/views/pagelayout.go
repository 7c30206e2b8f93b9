package views

import "snapdeck/internal/views/ui"

// PageLayout is what stands around every page.
type PageLayout struct {
	Title        string // "web-01-root · Volumes"; " · Snapdeck" is added
	Nav          string // the entry of the navigation that the page belongs to
	Crumbs       []ui.Link
	Contract     string // "31415926"
	Endpoint     string // host of the API; empty: it need not be named
	Simulated    bool
	User         string // who is logged in; empty on the login page
	Role         string // of who is logged in
	Version      string
	Theme        string // "light", "dark" or "" for the system's
	Find         string // address of the search, which knows this page
	At           string // path of this page, for the search
	Create       string // address that creates a snapshot: of this page's volume, or of one to choose
	OpenFailures int    // snapshots that failed and were not dismissed
	Path         string // of this page with its query, to come back to
	Stream       string // address of the event stream of the browser; empty for pages that do not change
	Refresh      int    // seconds until a page without JavaScript reloads itself; 0: never
	Live         Live
	HasList      bool              // the page is a list, which a link skips to
	RunningCount int               // operations of this user that are running
	Defaults     map[string]string // where the navigation leads instead of to a whole list, by its path
	Blocked      string            // why nothing can be requested; empty: it can
	Problems     []Problem
	Notices      []ui.Notice
	Flash        *Flash // what came of the form that led here; nil: nothing to tell
	Asset        func(name string) string
}

// roleSuffix is a role as it stands behind a name.
func roleSuffix(role string) string {
	if role == "" {
		return ""
	}
	return " · " + role
}

// withList is the shell of a page that is a list.
func withList(s PageLayout) PageLayout {
	s.HasList = true
	return s
}

// Live is the indicator in the top bar: how fresh what is on screen is.
type Live struct {
	State string `json:"state"` // live, slow, stale or away
	Text  string `json:"text"`
	At    string `json:"at"` // RFC 3339; when IONOS Cloud last answered
}

// Problem is something that cannot be read or did not work, with what to do about it.
type Problem struct {
	Code      string // of the cause, see operation.Explanation; may be empty
	Title     string
	Sentences []string
	RequestID string
	Messages  []Message
	Since     ui.Moment
}

// Message is one message in IONOS Cloud's own words.
type Message struct {
	Code, Text string
}

// Flash is a sentence about what came of a form.
type Flash struct {
	Code      string // earlier, undone, cancelled, unchanged or open
	Operation string // id of the operation that it is about
	State     string // of that: open, ended or undone
	Text      string
	Link      ui.Link
}

// defaultHref is where an entry of the navigation leads: to the view that the user chose, or to the
// whole list.
func defaultHref(s PageLayout, href string) string {
	if address, ok := s.Defaults[href]; ok {
		return address
	}
	return href
}
