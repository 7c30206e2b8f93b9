package operation

import (
	"strconv"
	"strings"

	"snapdeck/internal/quantity"
)

// OnlyCopyPhrase confirms the deletion of a volume's last good snapshot.
const OnlyCopyPhrase = "delete the last one"

// SamePhrase reports whether the typed text is the phrase, ignoring case and spaces.
func SamePhrase(typed, phrase string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(typed), " "), phrase)
}

// DeletionPhrase returns the phrase that confirms the deletion of n snapshots, or "" when none is needed; last says
// that the last good snapshot of a volume is among them.
func DeletionPhrase(n int, last bool) string {
	switch {
	case n > 1:
		return "delete " + strconv.Itoa(n) + " snapshots"
	case last:
		return OnlyCopyPhrase
	default:
		return ""
	}
}

// OverwritePhrase returns the phrase that confirms to overwrite volumes.
func OverwritePhrase(volumes ...string) string {
	if len(volumes) == 1 {
		return "overwrite " + volumes[0]
	}
	return "overwrite " + quantity.Plural(len(volumes), "volume", "volumes")
}

// SetPhrase returns the phrase that confirms to restore n volumes of a set, and names those that are missing from it.
func SetPhrase(n int, missing []string) string {
	switch len(missing) {
	case 0:
		return "overwrite " + quantity.Plural(n, "volume", "volumes")
	case 1:
		return "overwrite without " + missing[0]
	default:
		return "overwrite without " + quantity.Plural(len(missing), "volume", "volumes")
	}
}

// Phrase returns the phrase that confirms the retry, or "" when it destroys nothing; name returns the name of a target.
func (p RetryPlan) Phrase(name func(Operation) string) string {
	if !p.Destroys {
		return ""
	}
	var volumes []string
	for _, step := range p.Steps {
		if step.Of.Kind == RestoreVolume {
			volumes = append(volumes, name(step.Of))
		}
	}
	if len(volumes) == 0 {
		return "try again"
	}
	return OverwritePhrase(volumes...)
}
