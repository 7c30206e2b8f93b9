package coverage

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/target"
)

// Target is how old the newest good snapshot of a volume may be, and who says so.
type Target struct {
	Age      time.Duration // zero when the volume is excluded
	Excluded bool
	Reason   string // why it is excluded; may be empty when another program wrote the label
	Own      bool   // the volume's label says so; else it is the contract's
	Unread   string // the label, when it is no target, so that the contract's counts
}

// Setting is the target of a contract.
type Setting struct {
	Age   time.Duration
	Fixed bool // the environment sets it, so that it cannot be changed on a page
}

// SettingOf chooses between the environment, which wins, and what was stored. Either may be empty.
func SettingOf(environment time.Duration, stored string) Setting {
	if environment > 0 {
		return Setting{Age: environment, Fixed: true}
	}
	if age, err := target.Parse(stored); err == nil {
		return Setting{Age: age}
	}
	return Setting{Age: target.Default}
}

// TargetOf reads the target of a volume from its labels, else it is the contract's.
func TargetOf(labels []inventory.Label, contract time.Duration) Target {
	t := Target{Age: contract}
	for i := range labels {
		switch l := &labels[i]; l.Key {
		case inventory.LabelTarget:
			t.read(l.Value)
		case inventory.LabelTargetReason:
			t.Reason = l.Value
		}
	}
	if !t.Excluded {
		t.Reason = ""
	}
	return t
}

func (t *Target) read(value string) {
	if value == target.None {
		t.Age, t.Excluded, t.Own = 0, true, true
		return
	}
	age, err := target.Parse(value)
	if err != nil {
		t.Unread = value
		return
	}
	t.Age, t.Own = age, true
}

// SetTarget are the label changes that give a volume a target of its own.
func SetTarget(age time.Duration) []operation.LabelChange {
	return []operation.LabelChange{
		{Key: inventory.LabelTarget, Value: target.Format(age)}, {Key: inventory.LabelTargetReason, Remove: true},
	}
}

// Exclude are the label changes that say that a volume needs no snapshots. The reason must not be empty.
func Exclude(reason string) []operation.LabelChange {
	return []operation.LabelChange{
		{Key: inventory.LabelTarget, Value: target.None}, {Key: inventory.LabelTargetReason, Value: reason},
	}
}

// maxReason is how many characters a reason may have: it is the value of a label.
const maxReason = 63

// CleanReason trims the reason of an exclusion and says in a sentence what is wrong with it, or "".
func CleanReason(text string) (reason, problem string) {
	reason = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	switch {
	case reason == "":
		return "", "Say why the volume needs no snapshots."
	case utf8.RuneCountInString(reason) > maxReason:
		return reason, "The reason has more than 63 characters."
	case strings.IndexFunc(reason, unicode.IsControl) >= 0:
		return reason, "The reason has a control character. Remove it."
	default:
		return reason, ""
	}
}

// ResetTarget are the label changes after which the contract's target counts for a volume.
func ResetTarget() []operation.LabelChange {
	return []operation.LabelChange{{Key: inventory.LabelTarget, Remove: true}, {Key: inventory.LabelTargetReason, Remove: true}}
}
