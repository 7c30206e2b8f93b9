package views

import "snapdeck/internal/views/ui"

// Datacenters is the list of data centers.
type Datacenters struct {
	Saved  *SavedMenu
	Filter ui.Filter
	List   ui.List
	Rows   []ui.Row
}

// Servers is the list of servers.
type Servers struct {
	Filter ui.Filter
	List   ui.List
	Rows   []ui.Row
}

// VolumeRow is a volume in a review.
type VolumeRow struct {
	ID         string
	Name       ui.Link
	Datacenter ui.Link
	Location   string
	Size       string
	Bytes      string
}

// Volumes is the list of the volumes of one data center or of all.
type Volumes struct {
	Saved      *SavedMenu
	Heading    string
	Facts      []ui.Fact // of the data center; none on the list of all
	Pill       *ui.Pill
	Filter     ui.Filter
	List       ui.List
	Rows       []ui.Row
	Datacenter bool      // the list of one data center
	Exports    []ui.Link // the list as files
	Address    string    // of the list as it is filtered, without its page
	Tabs       []ui.ListTab
}

// ServerRow is a server that a volume is attached to.
type ServerRow struct {
	ID, Type, Size string
	Name           ui.Link
	Pill           ui.Pill
	Boots          bool
}

// Volume holds the page of one volume.
type Volume struct {
	ID          string
	Name        string
	Head        VolumeHeading
	Target      TargetForm
	Calendar    Calendar
	Likely      LikelyPoints
	API         string // as the API describes it, as JSON
	Facts       []ui.Fact
	Servers     []ServerRow
	Operations  []Operation
	Twice       []Twice // snapshots that were created twice
	Timeline    Timeline
	List        ui.List
	Snapshots   []ui.Row
	Form        CreateForm
	Address     string // address of the page, for its selection
	CreateHref  string
	RestoreHref string
}

// CreateForm is the form that creates a snapshot.
type CreateForm struct {
	Action          string
	Back            string
	From            string // list to return to; empty: none
	Key             string // one operation per key
	Volume          string
	Values          CreateValues
	Errors          map[string]string
	Problem         *Failure // refusal by IONOS Cloud
	Licences        []ui.Option
	Size            string
	Cost            string // for 30 days; empty: unknown
	Quota           *ui.Meter
	TypicalDuration string // usual duration at IONOS Cloud; empty: unknown
	Datacenter      string
	State           ui.Pill
	Consistency     string
	Warnings        []string
	Blocked         string // why it cannot be created
	MaxName         int
	MaxText         int
}

// CreateValues holds the typed values of the form.
type CreateValues struct {
	Name, Description, Licence string
	Protect                    bool
}

// SnapshotRow is a snapshot in a short list to choose from.
type SnapshotRow struct {
	ID        string
	Name      ui.Link
	Pill      ui.Pill
	Size      string
	Bytes     string
	Created   ui.Moment
	CreatedBy string
	Badges    SnapshotBadges
}

// Snapshots is the list of snapshots.
type Snapshots struct {
	Saved          *SavedMenu
	UnknownSources ui.Link   // to the snapshots of unknown source; empty: none
	Exports        []ui.Link // the list as files
	Filter         ui.Filter
	List           ui.List
	Rows           []ui.Row
	Address        string // of the list as it is filtered, without its page
}

// Snapshot holds the page of one snapshot.
type Snapshot struct {
	Name           string
	Pill           ui.Pill
	Description    string
	State          string // as the API names it
	RawDescription string // with the marker
	Source         []ui.Fact
	SourcePanel    *SourcePanel // for an unknown or correctable source; otherwise nil
	LabelNote      string       // why the source labels could not be written
	Main           []ui.Fact
	Summary        []ui.Fact      // the most important facts
	LatestGood     bool           // the newest good one of its volume
	Chain          *SnapshotChain // nil: its source is unknown
	JSON           string         // as the API gives it
	Badges         SnapshotBadges
	Flags          []ui.Fact
	Metadata       []ui.Fact
	Operation      *Operation
	Operations     []Operation // open, recently ended or failed operations on it
	Notice         string      // why the request failed
	Actions        Actions
}

// Operations is the list of operations.
type Operations struct {
	Filter ui.Filter
	List   ui.List
	Rows   []Operation
}

// Login is the login page.
type Login struct {
	User       string
	Next       string
	Reason     string // why the page is shown, in a sentence
	ReasonCode string // ended, unsent or out; empty: no special reason
	Error      string
	ErrorCode  string   // error code, if any
	Passkey    *Passkey // nil: passkeys are not available
	// Provider is the name of the identity provider, and ProviderHref its address; empty: none.
	Provider, ProviderHref string
}

// ProblemPage explains a failure.
type ProblemPage struct {
	Status    int
	Title     string
	Sentences []string
	RequestID string
	Messages  []Message
	Links     []ui.Link
	Error     string // error code, if any: "right" for a missing right
}
