package coverage

import "slices"

// State is the coverage state of a volume. Each volume is in exactly one state.
type State string

// The states in order of precedence.
const (
	Excluded  State = "excluded"  // it needs no snapshots, with a reason
	Protected State = "protected" // a known or certain good snapshot is within the target
	Probably  State = "probably"  // only a likely one is
	Failing   State = "failing"   // the newest attempt since the last good snapshot failed
	Never     State = "never"     // there is no good snapshot, known, certain or likely
	Late      State = "late"      // the newest good snapshot is older than the target
)

// States lists the states, worst first.
func States() []State { return []State{Failing, Never, Late, Probably, Protected, Excluded} }

// Name is the label of a state.
func (s State) Name() string {
	switch s {
	case Excluded:
		return "Excluded"
	case Protected:
		return "Protected"
	case Probably:
		return "Probably protected"
	case Failing:
		return "Failing"
	case Never:
		return "Never"
	default:
		return "Late"
	}
}

// Ok reports whether the state needs no action.
func (s State) Ok() bool { return s == Excluded || s == Protected }

// severity is the index of a state in States, or their number for an unknown state.
func (s State) severity() int {
	if i := slices.Index(States(), s); i >= 0 {
		return i
	}
	return len(States())
}
