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

// VolumeRow is a volume where it is reviewed.
type VolumeRow struct {
	ID         string
	Name       ui.Link
	Datacenter ui.Link
	Location   string
	Pill       ui.Pill
	Size       string
	Bytes      string
}

// Volumes is a list of volumes, of one data center or of all.
type Volumes struct {
	Saved      *SavedMenu
	Heading    string
	Facts      []ui.Fact // of the data center; none on the list of all
	Pill       *ui.Pill
	Filter     ui.Filter
	List       ui.List
	Rows       []ui.Row
	Datacenter bool      // the list is of one data center
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

// Volume is the page of one volume.
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
	Twice       []Twice // what was created twice
	Timeline    Timeline
	List        ui.List
	Snapshots   []ui.Row
	Form        CreateForm
	Address     string // of the page, for its selection
	CreateHref  string
	RestoreHref string
	Open        bool // the form is shown at once
}

// CreateForm is the form that creates a snapshot.
type CreateForm struct {
	Action          string
	Back            string
	From            string // the list that one came from, to go back to; empty: none
	Key             string // one key, one operation
	Volume          string
	Values          CreateValues
	Errors          map[string]string
	Problem         *Failure // what IONOS Cloud refused
	Licences        []ui.Option
	Size            string
	Cost            string // for 30 days; empty: not known
	Quota           *ui.Meter
	TypicalDuration string // how long IONOS Cloud usually takes; empty: not known
	Datacenter      string
	State           ui.Pill
	Consistency     string
	Warnings        []string
	Blocked         string // why it cannot be created
	MaxName         int
	MaxText         int
}

// CreateValues are the fields as they were typed.
type CreateValues struct {
	Name, Description, Licence string
	Protect                    bool
}

// SnapshotRow is a snapshot that one chooses among a few.
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
	UnknownSources ui.Link   // to the snapshots of unknown source; empty when there are none
	Exports        []ui.Link // the list as files
	Filter         ui.Filter
	List           ui.List
	Rows           []ui.Row
	Address        string // of the list as it is filtered, without its page
}

// Snapshot is the page of one snapshot.
type Snapshot struct {
	ID             string
	Name           string
	Pill           ui.Pill
	Description    string
	State          string // as the API names it
	RawDescription string // with the marker
	Source         []ui.Fact
	SourcePanel    *SourcePanel // of a source that is not known or may be corrected; else nil
	Creator        ui.Pill      // which program made it, and on hover why
	LabelNote      string       // what stands in the way of the source labels
	Main           []ui.Fact
	Summary        []ui.Fact      // what one asks first
	LatestGood     bool           // it is the newest good one of its volume
	Chain          *SnapshotChain // nil: its source is not known
	JSON           string         // as the API gives it
	Badges         SnapshotBadges
	Flags          []ui.Fact
	Metadata       []ui.Fact
	Operation      *Operation
	Operations     []Operation // that change or use it and run, or have just ended
	Notice         string      // why what was asked for could not be done
	Actions        Actions
}

// Operations is the list of what Snapdeck was asked to do.
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
	ReasonCode string // ended, unsent or out; empty: nothing in particular
	Error      string
	ErrorCode  string   // a code for the error, where there is one
	Passkey    *Passkey // nil: passkeys cannot be used here
	// Provider is the name of an identity provider, and ProviderHref leads to it; empty: there is none.
	Provider, ProviderHref string
}

// ProblemPage is a page about something that did not work.
type ProblemPage struct {
	Status    int
	Title     string
	Sentences []string
	RequestID string
	Messages  []Message
	Links     []ui.Link
	Error     string // a code, where there is one: "right" for what the role may not do
}
