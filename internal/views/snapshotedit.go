package views

import "snapdeck/internal/views/ui"

// Actions are what can be done to a snapshot on its page.
type Actions struct {
	Href     string // of the snapshot
	Key      string // one key, one operation of each kind
	Name     string
	Text     string // its description
	MaxName  int
	MaxText  int
	Lock     *LockView
	Deletion *Operation
	Labels   []LabelRow
	Own      []Message // Snapdeck's own labels, shown as facts
}

// LockView is why a snapshot is locked, and until when.
type LockView struct {
	Reason string
	Until  *ui.Moment // nil: no end
	Day    string     // on which it ends, "3 Dec"
}

// SnapshotBadges are what protects a snapshot or takes it away.
type SnapshotBadges struct {
	Name         string // of the snapshot
	Lock         *LockView
	OnlyGoodCopy bool       // it is the last good one of a volume that it may come from
	Unproven     bool       // and that it comes from that volume is neither known nor certain
	Deletion     string     // address of the operation that deletes it; empty: there is none
	DeletedAt    *ui.Moment // when it is deleted, while that can be undone
}

// Any reports whether there is anything to tell.
func (m SnapshotBadges) Any() bool { return m.Lock != nil || m.OnlyGoodCopy || m.Deletion != "" }

// LabelRow is a label that people may change.
type LabelRow struct{ Key, Value string }

// EditForm is the form with every field of a snapshot that can be changed.
type EditForm struct {
	Action, Back, Key, Name string
	Texts                   []EditField
	Flags                   []EditField
	Errors                  map[string]string
	Conflicts               []EditConflict
	Problem                 *Failure
	MaxName, MaxText        int
}

// EditField is one field: what it was when the form was made, and what it is to be.
type EditField struct {
	Field, Label, Help string
	Was, Value         string
	Options            []ui.Option // none for free text
	Long               bool
}

// EditConflict is a field that someone else changed in the meantime.
type EditConflict struct{ Label, Theirs, Yours string }

// DeleteForm reviews a deletion before it is planned.
type DeleteForm struct {
	Action, Back, Key, Name string
	Facts                   []ui.Fact
	Remaining               string // what remains of the volume
	OnlyGoodCopy            bool   // it is the last good one
	Phrase                  string // to be typed; empty: none
	PhraseError             string // what is wrong with what was typed
	Lock                    *LockView
	Failed                  bool   // the snapshot itself has failed
	Undo                    string // for how long it can be undone; empty: not at all
	Planned                 *Operation
	Used                    *Operation // that needs the snapshot, so that it cannot be deleted
	Notice                  string     // why the form is shown again
}

// RestorePage offers what can be made of a snapshot.
type RestorePage struct {
	Name      string
	Href      string // of the snapshot
	Facts     []ui.Fact
	Problem   string      // why nothing can be made of it
	Notice    string      // why the form is shown again
	Leaving   []Operation // that delete the snapshot, so that nothing can be made of it
	New       *NewVolumeForm
	Targets   []ui.Option // volumes that it could overwrite, for the choice
	Overwrite *OverwriteForm
}

// NewVolumeForm is a volume that is to be made from a snapshot.
type NewVolumeForm struct {
	Action, Key          string
	Name, Size, Smallest string
	Types, Zones         []ui.Option
	Datacenters, Servers []ui.Option
	Errors               map[string]string
	Quota, Location      string
}

// OverwriteForm is a volume that is to be overwritten with a snapshot.
type OverwriteForm struct {
	Action, Key   string
	VolumeID      string
	Volume        ui.Link
	Facts         []ui.Fact
	Problem       string // why it is impossible
	Power         Power
	Running       []string // ids of the servers that run now; accepted unless powered off
	Warnings      []string
	Phrase        string
	Errors        map[string]string
	Safety        bool
	SafetyName    string
	Snapshot      string // the name of what it is overwritten with
	SafetyProblem string // why the safety snapshot is refused for sure; empty: it is not
	WithoutSafety string // address of the form without it
}

// Power is what is offered to be done about the server of volumes that are overwritten.
type Power struct {
	Running     string // name of one that can be powered off before; empty: none
	Off         string // name of one that can be started afterwards; empty: none
	Stop, Start bool   // what is ticked
}

// RestoreChoice lists the snapshots that a volume can be restored from.
type RestoreChoice struct {
	Volume string
	Back   string
	Own    []RestoreSource

	Probable   []RestoreSource // that are likely of the volume
	Others     []RestoreSource // of other volumes, that fit
	OtherCount int             // of all of them
}

// RestoreSource is a snapshot that a volume can be restored from, or why it cannot.
type RestoreSource struct {
	Row     SnapshotRow
	Href    string
	Problem string
	Source  ui.Link // the volume that it came from; empty: not known
	Likely  bool    // that is likely, and not known
	Reason  string  // why it is believed to be of that volume
	Best    bool    // the newest one that can be restored
}

// SetRestore reviews the restore of a set of snapshots that were taken together.
type SetRestore struct {
	Action, Back, Key string
	Title             string
	Origin            string // how it is known that the snapshots belong together: "batch" or "times"
	Spread            string // how far apart the snapshots were taken
	Facts             []ui.Fact
	Pairs             []SetPair
	Skipped           []Skipped
	Power             Power
	Running           []string    // ids of the servers that run now; accepted unless powered off
	Leaving           []Operation // that delete snapshots of the set, so that it cannot be restored
	Warnings          []string
	Phrase            string
	PhraseError       string
	Notice            string // why the form is shown again
	Safety            bool
	SafetyProblem     string // why the safety snapshots are refused for sure; empty: they are not
	WithoutSafety     string // address of the form without them
	NotWhole          string // which volumes the set leaves out; empty: none
	Blocked           string // why it cannot be restored now; empty: it can
}

// SetPair is a volume of a set and the snapshot that overwrites it.
type SetPair struct {
	VolumeID, SnapshotID string
	Volume, Snapshot     ui.Link
	Taken                ui.Moment
	Size                 string
	Since                string // what was snapshotted since
}
