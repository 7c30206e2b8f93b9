package views

import "snapdeck/internal/views/ui"

// Actions holds the actions on a snapshot's page.
type Actions struct {
	Href    string // of the snapshot
	Key     string // one operation of each kind per key
	Name    string
	Text    string // its description
	MaxName int
	MaxText int
	Lock    *LockView

	NoRestore string // why nothing can be restored from it; empty: it can

	Labels []LabelRow
	Own    []Message // Snapdeck's own labels, shown as facts
}

// LockView describes the lock of a snapshot.
type LockView struct {
	Reason string
	By     string     // user; empty: unknown
	Until  *ui.Moment // nil: no end
	Day    string     // last day: "3 Dec"
}

// Head returns what precedes the end and the reason of the lock.
func (l LockView) Head() string {
	if l.By == "" {
		return "Locked"
	}
	return "Locked by " + l.By
}

// SnapshotBadges shows what protects a snapshot, or that it is being deleted.
type SnapshotBadges struct {
	Name         string // of the snapshot
	Lock         *LockView
	OnlyGoodCopy bool       // the last good one of a volume that it may have come from
	Unproven     bool       // whose source is neither known nor certain
	Deletion     string     // address of the operation that deletes it; empty: none
	DeletedAt    *ui.Moment // when it is deleted, while that can be undone
}

// Any reports whether there is a badge to show.
func (m SnapshotBadges) Any() bool { return m.Lock != nil || m.OnlyGoodCopy || m.Deletion != "" }

// LabelRow is a label that users may change.
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

// EditField is a field with its value when the form was rendered and the new one.
type EditField struct {
	Field, Label, Help string
	Was, Value         string
	Options            []ui.Option // none for free text
	Long               bool
}

// EditConflict is a field that another user changed in the meantime.
type EditConflict struct{ Label, Theirs, Yours string }

// DeleteForm reviews a deletion before it is planned.
type DeleteForm struct {
	Action, Back, Key, Name string
	Facts                   []ui.Fact
	Remaining               string // what remains of the volume's snapshots
	OnlyGoodCopy            bool   // the last good one
	Phrase                  string // to type; empty: none
	PhraseError             string // what is wrong with what was typed
	Lock                    *LockView
	Failed                  bool   // the snapshot itself has failed
	Undo                    string // time to undo it; empty: none
	Planned                 *Operation
	Used                    *Operation // operation that needs the snapshot and blocks the deletion
	Notice                  string     // why the form is shown again
}

// RestorePage offers the ways to restore a snapshot.
type RestorePage struct {
	Name      string
	Href      string // of the snapshot
	Facts     []ui.Fact
	Problem   string      // why it cannot be restored
	Notice    string      // why the form is shown again
	Leaving   []Operation // deletions of the snapshot, which block the restore
	New       *NewVolumeForm
	Targets   []ui.Option // volumes that it can overwrite
	Overwrite *OverwriteForm
}

// NewVolumeForm creates a volume from a snapshot.
type NewVolumeForm struct {
	Action, Key          string
	Name, Size, Smallest string
	Types, Zones         []ui.Option
	Datacenters, Servers []ui.Option
	Errors               map[string]string
	Quota, Location      string
}

// OverwriteForm overwrites a volume with a snapshot.
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
	Snapshot      string // name of the snapshot
	SafetyProblem string // why the safety snapshot is certainly refused; empty: it is not
	WithoutSafety string // address of the form without it
}

// Power offers what can be done with the server of volumes that are overwritten.
type Power struct {
	Running     string // name of the server that can be powered off before; empty: none
	Off         string // name of the server that can be started afterwards; empty: none
	Stop, Start bool   // selected options
}

// RestoreChoice lists the snapshots that a volume can be restored from.
type RestoreChoice struct {
	Volume string
	Back   string
	Own    []RestoreSource

	Probable   []RestoreSource // snapshots that are likely of the volume
	Others     []RestoreSource // snapshots of other volumes that fit
	OtherCount int             // number of all of them
}

// RestoreSource is a snapshot that a volume can be restored from, or why it cannot.
type RestoreSource struct {
	Row     SnapshotRow
	Href    string
	Problem string
	Source  ui.Link // source volume; empty: unknown
	Likely  bool    // the source is only likely
	Reason  string  // why it is believed to be of that volume
	Best    bool    // the newest one that can be restored
}

// SetRestore reviews the restore of a set.
type SetRestore struct {
	Action, Back, Key string
	Title             string
	Origin            string // how the set was recognised: "batch" or "times"
	Spread            string // how far apart the snapshots were taken
	Facts             []ui.Fact
	Pairs             []SetPair
	Skipped           []Skipped
	Power             Power
	Running           []string    // ids of the servers that run now; accepted unless powered off
	Leaving           []Operation // deletions of its snapshots, which block the restore
	Warnings          []string
	Phrase            string
	PhraseError       string
	Notice            string // why the form is shown again
	Safety            bool
	SafetyProblem     string // why the safety snapshots are certainly refused; empty: they are not
	WithoutSafety     string // address of the form without them
	Incomplete        string // volumes that the set lacks; empty: none
	Blocked           string // why it cannot be restored now; empty: it can
}

// SetPair is a volume of a set and the snapshot that overwrites it.
type SetPair struct {
	Volume, Snapshot ui.Link
	Taken            ui.Moment
	Size             string
	Since            string // newer snapshots
}
