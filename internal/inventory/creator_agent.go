package inventory

import (
	"strings"
)

// agentTrace finds the creator by the User-Agent of the request that created a snapshot. docs/ionos-api.md,
// section 8, lists what real programs send.
func agentTrace(r *Request) CreatorInfo {
	if r == nil || r.UserAgent == "" {
		return CreatorInfo{}
	}
	return CreatorInfo{
		Creator: creatorOfAgent(r.UserAgent), Why: "The request that created it, of " + r.DateText() + ", was sent by " + programOf(r.UserAgent) + ".",
	}
}

// generic reports whether many programs share this creator, so that other evidence says more.
func (m Creator) generic() bool {
	return m == CreatedByOther || strings.HasPrefix(string(m), "sdk-")
}

func creatorOfAgent(agent string) Creator {
	agent = strings.ToLower(agent)
	if containsWord(agent, "csi") {
		return CreatedByCSI
	}
	for _, known := range []struct {
		part    string
		creator Creator
	}{
		{product, CreatedBySnapdeck},
		{"terraform", CreatedByTerraform}, // before the SDK and the tools that it appends to its own name
		{"ionosctl/", CreatedByIonosctl},
		{"ansible", CreatedByAnsible},
		{"packer", CreatedByPacker},
		{"ionoscloud-mcp/", CreatedByMCP},
		{"ionos-cloud-sdk-go", CreatedByGoSDK},
		{"ionos-cloud-sdk-python", CreatedByPythonSDK},
		{"ionos-cloud-sdk-node", CreatedByNodeSDK},
		{"ionos-cloud-sdk-java", CreatedByJavaSDK},
		{"ionos-cloud-sdk-ruby", CreatedByRubySDK},
		{"mozilla/", CreatedByDCD},
	} {
		if strings.Contains(agent, known.part) {
			return known.creator
		}
	}
	return CreatedByOther
}

// programOf shortens a User-Agent to the program and its version.
func programOf(agent string) string {
	if _, version, found := strings.Cut(agent, "hashicorp-terraform/"); found {
		version, _, _ = strings.Cut(version, "_")
		return "Terraform or OpenTofu " + version
	}
	if strings.HasPrefix(agent, "Mozilla/") {
		return "a browser"
	}
	first, _, _ := strings.Cut(agent, "_")
	first, _, _ = strings.Cut(first, " ")
	name, version, _ := strings.Cut(first, "/")
	return strings.TrimSpace(cutTo(name, 40) + " " + cutTo(version, 20))
}

// cutTo cuts a text after a number of characters.
func cutTo(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
