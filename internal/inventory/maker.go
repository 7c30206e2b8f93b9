package inventory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Maker is the program that made a snapshot, as far as it left traces on it.
type Maker string

// The makers that can be told apart.
const (
	MadeBySnapdeck  Maker = "snapdeck"
	MadeByTerraform Maker = "terraform"
	MadeByCSI       Maker = "csi"
	MadeByDCD       Maker = "dcd"
	MadeByUnknown   Maker = "unknown"
)

// Makers lists the makers, the one that nobody knows last.
func Makers() []Maker {
	return []Maker{MadeBySnapdeck, MadeByTerraform, MadeByCSI, MadeByDCD, MadeByUnknown}
}

// Making is which program made a snapshot, and a sentence about what that is seen from.
type Making struct {
	Maker Maker
	Why   string
}

// MakingOf tells which program made a snapshot. The cloud keeps only the user and no program,
// so that it is read from what programs write into names, descriptions and labels.
func MakingOf(s Snapshot, labels []Label) Making {
	for _, trace := range []func(Snapshot, []Label) Making{snapdeckTrace, csiTrace, terraformTrace, dcdTrace} {
		if m := trace(s, labels); m.Maker != "" {
			return m
		}
	}
	if s.Name == "Unnamed Snapshot" {
		return Making{MadeByUnknown, "Its name is the one that ionosctl gives when nobody does; nothing else tells which program made it."}
	}
	return Making{MadeByUnknown, "Nothing on it tells which program made it: the cloud keeps the user alone."}
}

func snapdeckTrace(s Snapshot, labels []Label) Making {
	if _, _, marked := CutMarker(s.Description); marked {
		return Making{MadeBySnapdeck, "Snapdeck’s marker stands at the end of its description."}
	}
	if slices.ContainsFunc(labels, func(l Label) bool { return l.Key == LabelOperation }) {
		return Making{MadeBySnapdeck, "A label on it names the operation of Snapdeck that made it."}
	}
	return Making{}
}

func csiTrace(s Snapshot, labels []Label) Making {
	description := strings.ToLower(s.Description)
	switch {
	case strings.Contains(description, "csi-driver"), strings.Contains(description, "csi driver"):
		return Making{MadeByCSI, "Its description names a CSI driver."}
	case labelled(labels, "csi"):
		return Making{MadeByCSI, "A label on it names a CSI driver."}
	case isCSIName(s.Name):
		return Making{MadeByCSI, "Its name is “snapshot-” and a UUID, as the snapshotter of Kubernetes gives it."}
	case says(s.Metadata.CreatedBy, "csi"):
		return Making{MadeByCSI, "The user who made it, " + s.Metadata.CreatedBy + ", is named after CSI."}
	}
	return Making{}
}

func terraformTrace(s Snapshot, labels []Label) Making {
	name := strings.ToLower(s.Name)
	switch {
	case strings.Contains(strings.ToLower(s.Description), "by terraform"):
		return Making{MadeByTerraform, "Its description says that Terraform manages it."}
	case labelled(labels, "terraform"):
		return Making{MadeByTerraform, "A label on it names Terraform."}
	case strings.HasPrefix(name, "tf-"), strings.HasPrefix(name, "terraform-"), strings.HasPrefix(name, "terraform_"):
		return Making{MadeByTerraform, "Its name begins as many call what Terraform makes; a person may have called it so too."}
	case says(s.Metadata.CreatedBy, "terraform"):
		return Making{MadeByTerraform, "The user who made it, " + s.Metadata.CreatedBy + ", is named after Terraform."}
	}
	return Making{}
}

// dcdTrace is the description that the platform gives (API reference 3.1).
func dcdTrace(s Snapshot, _ []Label) Making {
	if _, _, told := defaultSource(s.Description); told {
		return Making{MadeByDCD, "Its description is the one that it gets in the DCD when nobody writes another. Some programs leave it so too."}
	}
	return Making{}
}

// labelled reports whether a label that people and tools use for it names a program.
func labelled(labels []Label, program string) bool {
	return slices.ContainsFunc(labels, func(l Label) bool {
		switch strings.ToLower(l.Key) {
		case "managed-by", "managedby", "managed_by", "created-by", "createdby", "created_by":
			return says(l.Value, program)
		}
		return false
	})
}

// says reports whether a word stands in a text by itself.
func says(text, word string) bool {
	return slices.Contains(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), word)
}

// isCSIName reports whether a name is "snapshot-" and a UUID.
func isCSIName(name string) bool {
	id, found := strings.CutPrefix(strings.ToLower(name), "snapshot-")
	if !found || len(id) != len("01234567-0123-0123-0123-012345678901") {
		return false
	}
	for i, r := range id {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (r == '-') || !dash && !strings.ContainsRune("0123456789abcdef", r) {
			return false
		}
	}
	return true
}

// Making tells which program made a snapshot.
func (v *View) Making(s Snapshot) Making { return MakingOf(s, v.LabelsOf(s.ID)) }

// makers are those of all snapshots, by id.
func (v *View) makers() map[string]Maker {
	all := make(map[string]Maker, len(v.Snapshots))
	for _, s := range v.Snapshots {
		all[s.ID] = v.Making(*s).Maker
	}
	return all
}

// makerOf is the maker of one snapshot, worked out once for all.
func (v *View) makerOf(snapshotID string) Maker {
	return cmp.Or(v.lookups.snapshotMakers()[snapshotID], MadeByUnknown)
}
