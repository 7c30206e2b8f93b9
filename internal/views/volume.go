package views

import (
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/views/ui"
)

// VolumeHeading is the heading of a volume's page.
type VolumeHeading struct {
	Protection    *Protection // nil: not known yet
	Pill          *ui.Pill    // nil: its state is normal
	Facts         []string
	RestoreLatest string // address; empty: nothing to restore
	RestoreTitle  string
	NoRestore     string // why there is nothing to restore
}

// RestorePoint is the time of a snapshot.
type RestorePoint struct {
	Age    *ui.Moment
	Clock  string // "today 16:20"
	Latest bool   // the one to restore
}

// Draw writes a restore point into a row.
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

// LikelyPoints holds the snapshots that likely come from a volume.
type LikelyPoints struct {
	List    ui.List
	Rows    []ui.Row
	Confirm string // address that confirms their source
}

// TargetForm holds the target of a volume and the form that changes it.
type TargetForm struct {
	Action, Key        string
	Now                string // "24 h"
	From               string // source of the target: "of the contract"
	Contract           string // the contract's target
	Own                bool   // it has its own target
	Do, Target, Reason string
	Field, Problem     string // field that is wrong, and why
}

// TargetReview shows the change of several volumes' targets.
type TargetReview struct {
	Action, Preview, Key, From string
	Contract                   string
	Fixed                      bool // the environment sets the contract's target
	Form                       TargetForm
	Rows                       []TargetRow
	Skipped                    []Skipped
}

// TargetRow is a volume in the review.
type TargetRow struct {
	VolumeRow
	Now, Then string
	Unchanged bool
}
