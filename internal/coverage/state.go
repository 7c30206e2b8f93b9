package coverage

// State is how well a volume is protected. Each volume is in exactly one state.
type State string

// The states, in the order in which they take precedence.
const (
	Excluded  State = "excluded"  // it needs no snapshots, for a reason
	Protected State = "protected" // a known or certain good snapshot is young enough
	Probably  State = "probably"  // only a likely one is
	Failing   State = "failing"   // the newest attempt since the last good one failed
	Never     State = "never"     // there is no good one, known, certain or likely
	Late      State = "late"      // the newest good one is too old
)

// States lists the states, the worst first.
func States() []State { return []State{Failing, Never, Late, Probably, Protected, Excluded} }

// Name is what a state is called on a page.
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

// Ok reports whether nothing is to be done about a volume in the state.
func (s State) Ok() bool { return s == Excluded || s == Protected }

// severity is the place of a state in States.
func (s State) severity() int {
	for i, other := range States() {
		if s == other {
			return i
		}
	}
	return len(States())
}
