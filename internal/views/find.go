package views

// Find is what was found for what somebody typed.
type Find struct {
	Query  string
	At     string // the page that one came from
	Groups []FoundGroup
}

// FoundGroup are found things of a kind.
type FoundGroup struct {
	Name  string
	Items []FoundItem
}

// FoundItem is a thing that was found.
type FoundItem struct {
	Link   Link
	Detail string
	Pill   Pill
}

// Empty reports whether nothing was found.
func (f Find) Empty() bool {
	for _, g := range f.Groups {
		if len(g.Items) > 0 {
			return false
		}
	}
	return true
}
