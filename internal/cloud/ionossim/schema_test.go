package ionossim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestSchema_AnswersAreOfficial calls every route and validates each response against the official document:
// status, headers and body, where an undocumented field is an error too. The differences are exactly those in
// the table of deviations.
func TestSchema_AnswersAreOfficial(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1, RateLimit: 1200})
	s := &schemaCheck{testSim: b, doc: officialDocument(t), found: map[string]string{}}
	called := map[string]bool{}
	for _, c := range schemaCalls(b) {
		method, pattern, _ := strings.Cut(c.route, " ")
		r := b.do(method, fill(c, pattern)+c.query, c.body)
		require.Equal(t, c.status, r.status, "%s%s: %s", c.route, c.query, r.text)
		s.check(method, pattern, r)
		called[c.route] = true
		b.FinishAll()
		b.clock.advance(1e9)
	}
	for _, route := range ionossim.Routes() {
		methods, pattern, _ := strings.Cut(route, " ")
		for _, method := range strings.Split(methods, "|") {
			require.True(t, called[method+" "+pattern], "%s %s is not called", method, pattern)
		}
	}
	listed := map[string]bool{}
	for _, d := range deviations() {
		require.NotEmpty(t, d.reason)
		for _, field := range d.fields {
			key := d.key(field)
			require.Contains(t, s.found, key, "listed as %q, but nothing differs so", d.reason)
			listed[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.found)) {
		require.True(t, listed[key], "%s: %s", key, s.found[key])
	}
}

// officialDocument loads the document and makes it strict: no object may have unlisted fields.
func officialDocument(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("testdata/cloudapi-v6-2023.openapi.yaml")
	require.NoError(t, err)
	for _, schema := range doc.Components.Schemas {
		for _, field := range schema.Value.Properties {
			// The document wraps references to enums and numbers in objects, for a generator of SDKs.
			if parts := field.Value.AllOf; len(parts) == 1 && !parts[0].Value.Type.Is(openapi3.TypeObject) {
				field.Value.Type = nil
			}
		}
		if v := schema.Value; len(v.Properties) > 0 && v.AdditionalProperties.Has == nil && v.AdditionalProperties.Schema == nil {
			v.AdditionalProperties.Has = new(bool)
		}
	}
	return doc
}

// schemaCheck collects the differences between responses and the document.
type schemaCheck struct {
	*testSim
	doc   *openapi3.T
	found map[string]string // an example of each deviation
}

func (s *schemaCheck) check(method, pattern string, r response) {
	s.t.Helper()
	response := s.response(method, pattern, r.status)
	if response == nil {
		return
	}
	for name := range response.Headers {
		if r.header.Get(name) == "" {
			s.note(deviation{what: "header missing", of: "response"}.key(name), method+" "+pattern)
		}
	}
	content := response.Content.Get("application/json")
	if content == nil {
		require.Empty(s.t, r.text, "%s %s has a body", method, pattern)
		return
	}
	var body any
	require.NoError(s.t, json.Unmarshal([]byte(r.text), &body), "%s %s", method, pattern)
	s.noteErrors(content.Schema.Value.VisitJSON(body, openapi3.MultiErrors(), openapi3.VisitAsResponse()), body)
}

// response returns the documented response for a status, or nil for an unknown route.
func (s *schemaCheck) response(method, pattern string, status int) *openapi3.Response {
	item := s.doc.Paths.Value(pattern)
	if item == nil || item.GetOperation(method) == nil {
		s.note(deviation{what: "route unknown", of: "route"}.key(method+" "+pattern), pattern)
		return nil
	}
	responses := item.GetOperation(method).Responses
	if listed := responses.Status(status); listed != nil {
		return listed.Value
	}
	require.GreaterOrEqual(s.t, status, http.StatusBadRequest, "%s %s succeeds with a status that is not documented", method, pattern)
	return responses.Default().Value
}

func (s *schemaCheck) noteErrors(err error, body any) {
	if err == nil {
		return
	}
	var many openapi3.MultiError
	if errors.As(err, &many) {
		for _, one := range many {
			s.noteErrors(one, body)
		}
		return
	}
	var one *openapi3.SchemaError
	require.ErrorAs(s.t, err, &one)
	if many, nested := one.Origin.(openapi3.MultiError); nested {
		s.noteErrors(many, body)
		return
	}
	s.noteError(one, body)
}

// noteError converts an error to a deviation: the type of resource, and the field.
func (s *schemaCheck) noteError(e *openapi3.SchemaError, body any) {
	path, what := slices.Clone(e.JSONPointer()), e.SchemaField
	unknown := regexp.MustCompile(`^property "(.*)" is unsupported$`).FindStringSubmatch(e.Reason)
	switch {
	case unknown != nil:
		path, what = append(path, unknown[1]), "unknown"
	case what == "nullable":
		what = "null"
	}
	kind, rest := nearest(body, path)
	s.note(deviation{what: what, of: kind}.key(rest), fmt.Sprintf("%s at /%s", e.Reason, strings.Join(path, "/")))
}

func (s *schemaCheck) note(key, example string) {
	if _, seen := s.found[key]; !seen {
		s.found[key] = example
	}
}

// nearest follows a path into a body and returns the type of the last resource on it, with the rest of the path.
// Indexes of lists become *.
func nearest(node any, path []string) (kind, rest string) {
	var steps []string
	kind = "body"
	for _, step := range path {
		switch n := node.(type) {
		case map[string]any:
			if word, typed := n["type"].(string); typed && word != "collection" {
				if _, resource := n["href"]; resource || word == "contract" {
					kind, steps = word, nil
				}
			}
			node = n[step]
			steps = append(steps, step)
		case []any:
			node = n[indexOf(step)]
			steps = append(steps, "*")
		default:
			steps = append(steps, step)
		}
	}
	return kind, strings.Join(steps, ".")
}

func indexOf(step string) (i int) {
	_, _ = fmt.Sscan(step, &i) // lists are indexed by numbers only
	return i
}
