package inventory

import "strings"

// agentTrace tells the maker by the User-Agent of the request that created a snapshot: what the real
// programs send is in docs/ionos-api.md, section 8.
func agentTrace(r *Request) Making {
	if r == nil || r.UserAgent == "" {
		return Making{}
	}
	m := Making{Maker: makerOfAgent(r.UserAgent), Program: programOf(r.UserAgent), Certain: true}
	m.Why = "The request that created it, of " + momentText(r.CreatedDate) + ", was sent by " + m.Program + "."
	return m
}

// generic reports whether many programs are that maker, so that other traces say more.
func (m Maker) generic() bool {
	return m == MadeByOther || sdkNames()[m] != ""
}

func makerOfAgent(agent string) Maker {
	agent = strings.ToLower(agent)
	if says(agent, "csi") {
		return MadeByCSI
	}
	for _, known := range []struct {
		part  string
		maker Maker
	}{
		{product, MadeBySnapdeck},
		{"terraform", MadeByTerraform}, // before the SDK and the tools that it names behind itself
		{"ionosctl/", MadeByIonosctl},
		{"ansible", MadeByAnsible},
		{"packer", MadeByPacker},
		{"ionoscloud-mcp/", MadeByMCP},
		{"ionos-cloud-sdk-go", MadeByGoSDK},
		{"ionos-cloud-sdk-python", MadeByPythonSDK},
		{"ionos-cloud-sdk-node", MadeByNodeSDK},
		{"ionos-cloud-sdk-java", MadeByJavaSDK},
		{"ionos-cloud-sdk-ruby", MadeByRubySDK},
		{"mozilla/", MadeByDCD},
	} {
		if strings.Contains(agent, known.part) {
			return known.maker
		}
	}
	return MadeByOther
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

// cutTo cuts a text after some characters.
func cutTo(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
