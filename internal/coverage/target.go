package coverage

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/target"
)

// Target is the maximal age of a volume's newest good snapshot, with its origin.
type Target struct {
	Age      time.Duration // zero when the volume is excluded
	Excluded bool
	Reason   string // of the exclusion; may be empty when another program wrote the label
	Own      bool   // from the volume's label; else the contract's
	Unread   string // an invalid label, in place of which the contract's target counts
}

// Setting is the target of a contract.
type Setting struct {
	Age   time.Duration
	Fixed bool // set by the environment, so pages cannot change it
}

// SettingOf chooses between the environment, which wins, and the stored target. Either may be empty.
func SettingOf(environment time.Duration, stored string) Setting {
	if environment > 0 {
		return Setting{Age: environment, Fixed: true}
	}
	if age, err := target.Parse(stored); err == nil {
		return Setting{Age: age}
	}
	return Setting{Age: target.Default}
}

// TargetOf returns the target in a volume's labels, else the contract's.
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

// SetTarget returns the label changes that set a volume's target.
func SetTarget(age time.Duration) []operation.LabelChange {
	return []operation.LabelChange{
		{Key: inventory.LabelTarget, Value: target.Format(age)}, {Key: inventory.LabelTargetReason, Remove: true},
	}
}

// Exclude returns the label changes that exclude a volume. The reason must not be empty.
func Exclude(reason string) []operation.LabelChange {
	return []operation.LabelChange{
		{Key: inventory.LabelTarget, Value: target.None}, {Key: inventory.LabelTargetReason, Value: reason},
	}
}

// maxReason is the maximal length of a reason in characters, which is that of a label's value.
const maxReason = 63

// CleanReason trims the reason of an exclusion and returns a sentence about its problem, or "".
func CleanReason(text string) (reason, problem string) {
	reason = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	switch {
	case !foreign.Visible(reason):
		return "", "Say why the volume needs no snapshots."
	case utf8.RuneCountInString(reason) > maxReason:
		return reason, "The reason has more than 63 characters."
	case strings.IndexFunc(reason, unicode.IsControl) >= 0:
		return reason, "The reason has a control character. Remove it."
	default:
		return reason, ""
	}
}

// ResetTarget returns the label changes that restore the contract's target for a volume.
func ResetTarget() []operation.LabelChange {
	return []operation.LabelChange{{Key: inventory.LabelTarget, Remove: true}, {Key: inventory.LabelTargetReason, Remove: true}}
}
