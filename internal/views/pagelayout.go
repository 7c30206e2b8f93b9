package views

import "snapdeck/internal/views/ui"

// PageLayout holds what surrounds every page.
type PageLayout struct {
	Title        string // "web-01-root · Volumes"; " · Snapdeck" is added
	Nav          string // the page's entry in the navigation
	Crumbs       []ui.Link
	Contract     string // "31415926"
	Endpoint     string // host of the API; empty: the usual one
	Simulated    bool
	User         string // user name; empty on the login page
	Role         string // role of the user
	Version      string
	Theme        string // "light", "dark" or "" for the system's
	Find         string // address of the search, including this page
	At           string // path of this page, for the search
	Create       string // address that snapshots this page's volume, or one to choose
	OpenFailures int    // failed snapshots that were not dismissed
	Path         string // path and query of this page, to return to
	Stream       string // address of the browser's event stream; empty: the page never changes
	Refresh      int    // reload interval in seconds without JavaScript; 0: never
	Live         Live
	HasList      bool              // the page is a list, with a link that skips to it
	RunningCount int               // running operations of this user
	Defaults     map[string]string // default views of lists, by path
	Blocked      string            // why no form can be sent; empty: it can
	Problems     []Problem
	Notices      []ui.Notice
	Flash        *Flash // outcome of the previous form; nil: none
	Asset        func(name string) string
}

// roleSuffix returns the role as it follows a user name.
func roleSuffix(role string) string {
	if role == "" {
		return ""
	}
	return " · " + role
}

func withList(s PageLayout) PageLayout {
	s.HasList = true
	return s
}

// Live is the indicator in the top bar of how up to date the page is.
type Live struct {
	State string `json:"state"` // live, slow, stale or away
	Text  string `json:"text"`
	At    string `json:"at"` // RFC 3339; when IONOS Cloud last answered
}

// Problem is something that failed, with what to do about it.
type Problem struct {
	Code      string // of the cause, see operation.Explanation; may be empty
	Title     string
	Sentences []string
	RequestID string
	Messages  []Message
	Since     ui.Moment
	Clock     string // Since as a time with its zone: "16:36:05 UTC"
}

// Message is a message in IONOS Cloud's own words.
type Message struct {
	Code, Text string
}

// Flash is a sentence about the outcome of a form.
type Flash struct {
	Code      string // earlier, undone, cancelled, unchanged or open
	Operation string // ID of its operation
	State     string // state of the operation: open, ended or undone
	Text      string
	Link      ui.Link
}

// defaultHref returns the address of a navigation entry: the user's default view or the whole list.
func defaultHref(s PageLayout, href string) string {
	if address, ok := s.Defaults[href]; ok {
		return address
	}
	return href
}
