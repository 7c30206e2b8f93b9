package views

import (
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/views/ui"
)

// VolumeHeading is what the page of a volume says first.
type VolumeHeading struct {
	Protection    *Protection // nil: it is not known yet
	Pill          *ui.Pill    // nil: its state is as usual
	Facts         []string
	RestoreLatest string // address; empty: there is nothing to restore
	RestoreTitle  string
	NoRestore     string // why there is not
}

// RestorePoint is when a snapshot was created.
type RestorePoint struct {
	Age    *ui.Moment
	Clock  string // "today 16:20"
	Latest bool   // it is the one to restore
}

// Draw writes a restore point in a row.
func (p RestorePoint) Draw(b *strings.Builder) {
	write(b, `<span class="`, "restore-point", `"`)
	if p.Latest {
		b.WriteString(" data-latest")
	}
	write(b, `><span class="`, "star", `"`)
	if p.Latest {
		b.WriteString(` role="img" aria-label="The one to restore" title="The one to restore: the newest good snapshot">★</span>`)
	} else {
		b.WriteString(`></span>`)
	}
	if p.Age != nil {
		write(b, `<strong>`, p.Age.ShortHTML(), `</strong>`)
	}
	write(b, `<span class="`, "muted", `">`, templ.EscapeString(p.Clock), `</span></span>`)
}

// LikelyPoints are the snapshots that likely come from a volume.
type LikelyPoints struct {
	List    ui.List
	Rows    []ui.Row
	Confirm string // where their source is confirmed
}

// TargetForm is the target of a volume, and the form that changes it as it was filled in.
type TargetForm struct {
	Action, Key        string
	Now                string // "24 h"
	From               string // who says so: "of the contract"
	Contract           string // the target of the contract
	Own                bool   // the volume has a target of its own
	Excluded           bool
	Do, Target, Reason string
	Field, Problem     string // what is wrong with which field
}

// TargetReview is what would become of the targets of several volumes.
type TargetReview struct {
	Action, Preview, Key, From string
	Contract                   string
	Fixed                      bool // the environment sets the target of the contract
	Form                       TargetForm
	Rows                       []TargetRow
	Skipped                    []Skipped
}

// TargetRow is one of the volumes.
type TargetRow struct {
	VolumeRow
	Now, Then string
	Unchanged bool
}
