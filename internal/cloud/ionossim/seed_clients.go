package ionossim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// client is a program that creates snapshots: its User-Agent, and what it sends. The strings are those of real
// programs (docs/ionos-api.md 8).
type client struct {
	agent string // empty when unknown
	query string
	sends []string // the properties in its body
	form  bool     // the body is a form, not JSON
	empty string   // the body when it sends no property
}

const (
	goSDK  = "ionos-cloud-sdk-go/v6.3.11"
	goArgs = "?depth=0&pretty=true"
)

func agentOfTerraform(version string) string {
	return "terraform-provider/6.7.34_ionos-cloud-sdk-go/6.3.10_hashicorp-terraform/" + version + "_terraform-plugin-sdk/2.40.1_os/linux_arch/amd64"
}

// The programs of the seed data. OpenTofu sends what Terraform sends, with its own version.
func dcd() client   { return client{sends: []string{"name", "description"}} }
func sdkGo() client { return client{agent: goSDK, query: goArgs, empty: "null"} }
func sdkNode() client {
	return client{agent: "ionos-cloud-sdk-node/v6.1.5", sends: []string{"name", "description"}, empty: "{}"}
}
func unnamedByNode() client { return client{agent: sdkNode().agent, empty: "{}"} }
func ansible() client       { return fromPython("ansible-module/2.14.18_ionos-cloud-sdk-python/6.1.10") }
func sdkPython() client     { return fromPython("ionos-cloud-sdk-python/6.1.10") }
func terraform1() client    { return fromTerraform("1.11.4", "name", "description") }
func openTofu() client      { return fromTerraform("1.10.6", "name", "description") }

func fromPython(agent string) client {
	return client{agent: agent, sends: []string{"name", "description", "applicationType"}}
}

func fromTerraform(version string, sends ...string) client {
	return client{agent: agentOfTerraform(version), query: goArgs, sends: sends}
}

func ionosctl() client {
	return client{
		agent: "ionosctl/v6.10.2_" + goSDK, query: "?depth=1&limit=50&offset=0&pretty=true",
		sends: []string{"name", "description", "licenceType", "secAuthProtection"},
	}
}

func sdkRuby() client {
	return client{agent: "ionos-cloud-sdk-ruby/v6.1.2", sends: []string{"name", "description"}, form: true}
}

func mcpServer() client {
	return client{
		agent: "ionoscloud-mcp/1.0.0_ionos-cloud-sdk-go-bundle/0.1.6_os/linux_arch/amd64", query: goArgs,
		sends: []string{"name", "description"},
	}
}

func csiController() client {
	return client{agent: goSDK, query: goArgs, sends: []string{"name", "description"}}
}

// headers are the headers that the request history shows for the program.
func (c client) headers() map[string]string {
	h := map[string]string{"Content-Type": jsonType}
	if c.form {
		h["Content-Type"] = formType
	}
	if c.agent != "" {
		h["User-Agent"] = c.agent
	}
	return h
}

// httpHeader are the headers of the program's calls.
func (c client) httpHeader() http.Header {
	h := http.Header{}
	for name, value := range c.headers() {
		h.Set(name, value)
	}
	return h
}

// body is the request body in which the program creates a snapshot with these properties.
func (c client) body(p *snapshotProps) string {
	sent := map[string]any{}
	for _, name := range c.sends {
		sent[name] = map[string]any{
			"name": p.Name, "description": p.Description, "licenceType": p.LicenceType,
			"applicationType": p.ApplicationType, "secAuthProtection": p.SecAuthProtection,
		}[name]
	}
	if p.SecAuthProtection {
		sent["secAuthProtection"] = true
	}
	switch {
	case c.form:
		return formOf(sent)
	case len(sent) == 0:
		return c.empty
	}
	text, err := json.Marshal(map[string]any{"properties": sent})
	if err != nil {
		return c.empty // text and booleans always encode
	}
	return string(text)
}

func formOf(sent map[string]any) string {
	form := url.Values{}
	for name, value := range sent {
		form.Set(name, fmt.Sprint(value))
	}
	return form.Encode()
}

// oneOf picks a client by the snapshot's id, which leaves the builder's random numbers unchanged.
func (b *builder) oneOf(id string, clients ...client) client {
	return clients[int(shareOf(b.Seed, "client", id)*float64(len(clients)))]
}

func restoreBody(id string) string {
	return `{"properties":{"snapshotId":` + strconv.Quote(id) + `}}`
}
