package inventory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Creator is the program that created a snapshot, if known.
type Creator string

// The creators that Snapdeck recognises.
const (
	CreatedBySnapdeck  Creator = "snapdeck"
	CreatedByTerraform Creator = "terraform" // or OpenTofu, which sends the same name
	CreatedByIonosctl  Creator = "ionosctl"
	CreatedByAnsible   Creator = "ansible"
	CreatedByCSI       Creator = "csi"
	CreatedByMCP       Creator = "mcp"
	CreatedByPacker    Creator = "packer"
	CreatedByGoSDK     Creator = "sdk-go"
	CreatedByPythonSDK Creator = "sdk-python"
	CreatedByNodeSDK   Creator = "sdk-node"
	CreatedByJavaSDK   Creator = "sdk-java"
	CreatedByRubySDK   Creator = "sdk-ruby"
	CreatedByDCD       Creator = "dcd" // or another page in a browser
	CreatedByOther     Creator = "other"
	CreatedByUnknown   Creator = "unknown"
)

// Creators lists the creators, the unknown one last.
func Creators() []Creator {
	return []Creator{
		CreatedBySnapdeck, CreatedByTerraform, CreatedByIonosctl, CreatedByAnsible, CreatedByCSI, CreatedByMCP, CreatedByPacker,
		CreatedByGoSDK, CreatedByPythonSDK, CreatedByNodeSDK, CreatedByJavaSDK, CreatedByRubySDK, CreatedByDCD, CreatedByOther, CreatedByUnknown,
	}
}

// Name is the label of a creator.
func (m Creator) Name() string {
	names := map[Creator]string{
		CreatedBySnapdeck: "Snapdeck", CreatedByTerraform: "Terraform", CreatedByIonosctl: "ionosctl", CreatedByAnsible: "Ansible",
		CreatedByCSI: "Kubernetes CSI", CreatedByMCP: "MCP server", CreatedByPacker: "Packer", CreatedByDCD: "DCD",
		CreatedByGoSDK: "Go SDK", CreatedByPythonSDK: "Python SDK", CreatedByNodeSDK: "Node.js SDK", CreatedByJavaSDK: "Java SDK", CreatedByRubySDK: "Ruby SDK",
		CreatedByOther: "Another program",
	}
	return cmp.Or(names[m], "Unknown program")
}

// CreatorInfo is the program that created a snapshot, with the evidence as a sentence.
type CreatorInfo struct {
	Creator Creator
	Why     string
}

// creatorInfo returns the program that created a snapshot: from the request that created it if that is known,
// else from what programs write into names, descriptions and labels. request may be nil.
//
// A description written by the platform ("Created from … in Data Center …") proves nothing: every program that
// sends none gets it.
func creatorInfo(s Snapshot, labels []Label, request *Request) CreatorInfo {
	if m := snapdeckTrace(s, labels); m.Creator != "" {
		return m
	}
	sent := agentTrace(request)
	if sent.Creator != "" && !sent.Creator.generic() {
		return sent
	}
	return cmp.Or(csiTrace(s, labels), terraformTrace(s, labels), sent, unknownCreator(s))
}

func unknownCreator(s Snapshot) CreatorInfo {
	m := CreatorInfo{Creator: CreatedByUnknown, Why: "Nothing on it shows which program created it. IONOS Cloud records only the user."}
	if _, _, platform := DefaultSource(s.Description); platform {
		m.Why = "IONOS Cloud wrote its description, as it does for every program that sends none."
	}
	if s.Name == "Unnamed Snapshot" {
		m.Why = "Its name is the default of ionosctl. Nothing else shows which program created it."
	}
	return m
}

func snapdeckTrace(s Snapshot, labels []Label) CreatorInfo {
	if _, _, marked := CutMarker(s.Description); marked {
		return CreatorInfo{Creator: CreatedBySnapdeck, Why: "Its description ends with Snapdeck's marker."}
	}
	if slices.ContainsFunc(labels, func(l Label) bool { return l.Key == LabelOperation }) {
		return CreatorInfo{Creator: CreatedBySnapdeck, Why: "A label names the Snapdeck operation that created it."}
	}
	return CreatorInfo{}
}

func csiTrace(s Snapshot, labels []Label) CreatorInfo {
	description := strings.ToLower(s.Description)
	switch {
	case strings.Contains(description, "csi-driver"), strings.Contains(description, "csi driver"):
		return CreatorInfo{Creator: CreatedByCSI, Why: "Its description names a CSI driver."}
	case labelledAs(labels, "csi"):
		return CreatorInfo{Creator: CreatedByCSI, Why: "A label on it names a CSI driver."}
	case isCSIName(s.Name):
		return CreatorInfo{Creator: CreatedByCSI, Why: "Its name is “snapshot-” and a UUID, as the snapshotter of Kubernetes gives it."}
	case containsWord(s.Metadata.CreatedBy, "csi"):
		return CreatorInfo{Creator: CreatedByCSI, Why: "The user who created it, " + s.Metadata.CreatedBy + ", is named after CSI."}
	}
	return CreatorInfo{}
}

func terraformTrace(s Snapshot, labels []Label) CreatorInfo {
	name := strings.ToLower(s.Name)
	switch {
	case strings.Contains(strings.ToLower(s.Description), "by terraform"):
		return CreatorInfo{Creator: CreatedByTerraform, Why: "Its description says that Terraform manages it."}
	case labelledAs(labels, "terraform"):
		return CreatorInfo{Creator: CreatedByTerraform, Why: "A label on it names Terraform."}
	case strings.HasPrefix(name, "tf-"), strings.HasPrefix(name, "terraform-"), strings.HasPrefix(name, "terraform_"):
		return CreatorInfo{Creator: CreatedByTerraform, Why: "Its name begins like those that many give in Terraform, but a user may have chosen it too."}
	case containsWord(s.Metadata.CreatedBy, "terraform"):
		return CreatorInfo{Creator: CreatedByTerraform, Why: "The user who created it, " + s.Metadata.CreatedBy + ", is named after Terraform."}
	}
	return CreatorInfo{}
}

// labelledAs reports whether a label that users and tools set for this purpose names a program.
func labelledAs(labels []Label, program string) bool {
	return slices.ContainsFunc(labels, func(l Label) bool {
		switch strings.ToLower(l.Key) {
		case "managed-by", "managedby", "managed_by", "created-by", "createdby", "created_by":
			return containsWord(l.Value, program)
		}
		return false
	})
}

func containsWord(text, word string) bool {
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

// Creator returns the program that created a snapshot.
func (v *View) Creator(s Snapshot) CreatorInfo {
	return creatorInfo(s, v.LabelsOf(s.ID), v.RequestOf(s.ID))
}

// RequestOf returns the request that created a snapshot, if IONOS Cloud lists it or Snapdeck once saw it; nil
// otherwise.
func (v *View) RequestOf(snapshotID string) *Request {
	if v.basis == nil {
		return nil
	}
	return v.basis.RequestOf(snapshotID)
}

// creators returns the creators of all snapshots, by position.
func (v *View) creators() []Creator {
	all := make([]Creator, len(v.Snapshots))
	for i, s := range v.Snapshots {
		all[i] = v.Creator(*s).Creator
	}
	return all
}

// creatorOf returns the creator of a snapshot of the view from the lazy index.
func (v *View) creatorOf(s *Snapshot) Creator { return v.lazy.snapshotCreators()[v.positionOf(s)] }

// creatorKey is the sort key of a creator. ordered also calls it with an empty snapshot.
func (v *View) creatorKey(s *Snapshot) string {
	if v.index.snapshots[s.ID] == nil {
		return string(CreatedByUnknown)
	}
	return string(v.creatorOf(s))
}
