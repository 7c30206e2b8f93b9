package inventory

import (
	"slices"
	"strings"
	"unicode"
)

// Maker is the program that made a snapshot, as far as it is known.
type Maker string

// The makers that can be told apart.
const (
	MadeBySnapdeck  Maker = "snapdeck"
	MadeByTerraform Maker = "terraform" // or OpenTofu, which calls itself the same
	MadeByIonosctl  Maker = "ionosctl"
	MadeByAnsible   Maker = "ansible"
	MadeByCSI       Maker = "csi"
	MadeByMCP       Maker = "mcp"
	MadeByPacker    Maker = "packer"
	MadeByGoSDK     Maker = "sdk-go"
	MadeByPythonSDK Maker = "sdk-python"
	MadeByNodeSDK   Maker = "sdk-node"
	MadeByJavaSDK   Maker = "sdk-java"
	MadeByRubySDK   Maker = "sdk-ruby"
	MadeByDCD       Maker = "dcd" // or another page in a browser
	MadeByOther     Maker = "other"
	MadeByUnknown   Maker = "unknown"
)

// Makers lists the makers, the unknown one last.
func Makers() []Maker {
	return []Maker{
		MadeBySnapdeck, MadeByTerraform, MadeByIonosctl, MadeByAnsible, MadeByCSI, MadeByMCP, MadeByPacker,
		MadeByGoSDK, MadeByPythonSDK, MadeByNodeSDK, MadeByJavaSDK, MadeByRubySDK, MadeByDCD, MadeByOther, MadeByUnknown,
	}
}

// Name is what a maker is called on a page.
func (m Maker) Name() string {
	switch m {
	case MadeBySnapdeck:
		return "Snapdeck"
	case MadeByTerraform:
		return "Terraform"
	case MadeByIonosctl:
		return "ionosctl"
	case MadeByAnsible:
		return "Ansible"
	case MadeByCSI:
		return "Kubernetes CSI"
	case MadeByMCP:
		return "MCP server"
	case MadeByPacker:
		return "Packer"
	case MadeByGoSDK, MadeByPythonSDK, MadeByNodeSDK, MadeByJavaSDK, MadeByRubySDK:
		return sdkNames()[m]
	case MadeByDCD:
		return "DCD"
	case MadeByOther:
		return "Another program"
	default:
		return "Unknown"
	}
}

func sdkNames() map[Maker]string {
	return map[Maker]string{
		MadeByGoSDK: "Go SDK", MadeByPythonSDK: "Python SDK", MadeByNodeSDK: "Node.js SDK", MadeByJavaSDK: "Java SDK", MadeByRubySDK: "Ruby SDK",
	}
}

// Making is which program made a snapshot, and a sentence about what that is seen from.
type Making struct {
	Maker   Maker
	Why     string
	Certain bool   // the program said so itself, in its request or in Snapdeck's marker
	Program string // as it calls itself in the request, shortened: "ionosctl v6.10.2"; empty: not seen
}

// MakingOf tells which program made a snapshot: by the request that created it, as long as that is
// known, else by what programs write into names, descriptions and labels. request may be nil.
//
// A description that the platform wrote itself ("Created from … in Data Center …") proves nothing:
// every program that sends none gets it.
func MakingOf(s Snapshot, labels []Label, request *Request) Making {
	if m := snapdeckTrace(s, labels); m.Maker != "" {
		return m
	}
	sent := agentTrace(request)
	if sent.Maker != "" && !sent.Maker.generic() {
		return sent
	}
	for _, trace := range []func(Snapshot, []Label) Making{csiTrace, terraformTrace} {
		if m := trace(s, labels); m.Maker != "" {
			m.Program = sent.Program
			return m
		}
	}
	if sent.Maker != "" {
		return sent
	}
	return unknownMaking(s)
}

func unknownMaking(s Snapshot) Making {
	m := Making{Maker: MadeByUnknown, Why: "Nothing on it tells which program made it: IONOS Cloud keeps the user alone."}
	if _, _, platform := defaultSource(s.Description); platform {
		m.Why = "IONOS Cloud wrote its description, as it does for every program that sends none."
	}
	if s.Name == "Unnamed Snapshot" {
		m.Why = "Its name is the one that ionosctl gives when nobody does; nothing else tells which program made it."
	}
	return m
}

func snapdeckTrace(s Snapshot, labels []Label) Making {
	if _, _, marked := CutMarker(s.Description); marked {
		return Making{Maker: MadeBySnapdeck, Why: "Snapdeck’s marker stands at the end of its description.", Certain: true}
	}
	if slices.ContainsFunc(labels, func(l Label) bool { return l.Key == LabelOperation }) {
		return Making{Maker: MadeBySnapdeck, Why: "A label on it names the operation of Snapdeck that made it.", Certain: true}
	}
	return Making{}
}

func csiTrace(s Snapshot, labels []Label) Making {
	description := strings.ToLower(s.Description)
	switch {
	case strings.Contains(description, "csi-driver"), strings.Contains(description, "csi driver"):
		return Making{Maker: MadeByCSI, Why: "Its description names a CSI driver."}
	case labelled(labels, "csi"):
		return Making{Maker: MadeByCSI, Why: "A label on it names a CSI driver."}
	case isCSIName(s.Name):
		return Making{Maker: MadeByCSI, Why: "Its name is “snapshot-” and a UUID, as the snapshotter of Kubernetes gives it."}
	case says(s.Metadata.CreatedBy, "csi"):
		return Making{Maker: MadeByCSI, Why: "The user who made it, " + s.Metadata.CreatedBy + ", is named after CSI."}
	}
	return Making{}
}

func terraformTrace(s Snapshot, labels []Label) Making {
	name := strings.ToLower(s.Name)
	switch {
	case strings.Contains(strings.ToLower(s.Description), "by terraform"):
		return Making{Maker: MadeByTerraform, Why: "Its description says that Terraform manages it."}
	case labelled(labels, "terraform"):
		return Making{Maker: MadeByTerraform, Why: "A label on it names Terraform."}
	case strings.HasPrefix(name, "tf-"), strings.HasPrefix(name, "terraform-"), strings.HasPrefix(name, "terraform_"):
		return Making{Maker: MadeByTerraform, Why: "Its name begins as many call what Terraform makes; a person may have called it so too."}
	case says(s.Metadata.CreatedBy, "terraform"):
		return Making{Maker: MadeByTerraform, Why: "The user who made it, " + s.Metadata.CreatedBy + ", is named after Terraform."}
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
func (v *View) Making(s Snapshot) Making { return MakingOf(s, v.LabelsOf(s.ID), v.RequestOf(s.ID)) }

// RequestOf returns the request that created a snapshot, if IONOS Cloud lists it or Snapdeck once saw
// it; nil when it is not known.
func (v *View) RequestOf(snapshotID string) *Request {
	if v.inferred == nil {
		return nil
	}
	return v.inferred.calls.of(snapshotID)
}

// makers are those of all snapshots, by place.
func (v *View) makers() []Maker {
	all := make([]Maker, len(v.Snapshots))
	for i, s := range v.Snapshots {
		all[i] = v.Making(*s).Maker
	}
	return all
}

// makerOf is the maker of one snapshot of the view, worked out once for all.
func (v *View) makerOf(s *Snapshot) Maker { return v.lookups.snapshotMakers()[v.placeOf(s)] }

// makerWord is the maker as lists are sorted by it. ordered asks it of an empty snapshot too.
func (v *View) makerWord(s *Snapshot) string {
	if v.index.snapshots[s.ID] == nil {
		return string(MadeByUnknown)
	}
	return string(v.makerOf(s))
}
