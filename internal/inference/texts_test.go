package inference

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// Words that tools add to a name do not make it longer, other words and short numbers do. Texts and names are
// lower case.
func TestContainsName_DistinguishesWholeNamesFromParts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, name     string
		complete, part bool
	}{
		{"web-01", "web-01", true, true},
		{"before the update of web-01, again", "web-01", true, true},
		{"web-01-20261120", "web-01", true, true},
		{"web-01-20261120t0300z", "web-01", true, true},
		{"web-01_backup", "web-01", true, true},
		{"tf-web-01", "web-01", true, true},
		{"daily.web-01.snapshot", "web-01", true, true},
		{"web-01-data", "web-01", false, true},
		{"old-web-01", "web-01", false, true},
		{"web-01-2", "web-01", false, true},
		{"web-01-123", "web-01", false, true},
		{"web-01-", "web-01", false, true},
		{"web-010", "web-01", false, false},
		{"myweb-01", "web-01", false, false},
		{"web-0", "web-01", false, false},
		{"", "web-01", false, false},
		{"web-01-data and web-01", "web-01", true, true},
		{"größe-groß", "groß", false, true},
		{"großes", "groß", false, false},
		{"[db] two", "[db]", true, true},
		{"a.b.c", "b", false, true},
		{"ü-web", "web", false, true},
	} {
		complete, part := containsName(c.text, c.name)
		require.Equal(t, []bool{c.complete, c.part}, []bool{complete, part}, "%q in %q", c.name, c.text)
	}
}

func TestIsFiller_DatesAndWordsForCopies(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{
		"snapshot": true, "nightly": true, "terraform": true, "2026": true, "20261120t030000z": true, "123": false, "tzzt": false, "t2026": false, "01": false, "": false, "data": false, "20261120x": false,
	} {
		require.Equal(t, want, isFiller(word), word)
	}
}

func TestWordsIn_FindsWordsOfAnyScript(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil, " -_. ": nil, "web-01": {"web", "01"}, "größe ist 5": {"größe", "ist", "5"}, "日本 db": {"日本", "db"}, "(a)": {"a"}, "\xffab": {"ab"},
	} {
		var got []string
		for _, r := range wordsIn(text) {
			got = append(got, text[r.from:r.to])
		}
		require.Equal(t, want, got, "%q", text)
	}
}

// The body is that of the API, or the one that older clients send.
func TestRequestedName_ReadsBothForms(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		name  string
		given bool
	}{
		`{"properties":{"name":"night"}}`: {"night", true},
		`{"properties":{"name":""}}`:      {"", true},
		`{"properties":{}}`:               {"", false},
		`{"properties":{"name":null}}`:    {"", false},
		`{}`:                              {"", false},
		`{"properties":{"name":5}}`:       {"", false},
		"name=a+b%26c&description=x":      {"a b&c", true},
		"name=":                           {"", true},
		"description=x":                   {"", false},
		"":                                {"", false},
		"name=%zz":                        {"", false},
	} {
		name, given := requestedName(body)
		require.Equal(t, want.given, given, body)
		if given {
			require.Equal(t, want.name, name, body)
		}
	}
}

// No text contains these names, so only the size counts, and it does not fit.
func TestInfer_HostileNamesAreNoPatterns(t *testing.T) {
	t.Parallel()
	for name, volume := range map[string]string{
		"of signs": "***", "of spaces": "   ", "empty": "", "short": "ab", "very long": strings.Repeat("x-", 5_000) + "x", "not UTF-8": "\xff\xfe\xfd", "of combining marks": "\u0301\u0301\u0301",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newInferenceCase()
			g.volume("d1", "11111111-2222-4333-8444-555555555555", volume, 20)
			g.snapshot("s", "nightly copy, no name", "", 10)
			found := g.infer(t, "s")
			require.Equal(t, inventory.NoConfidence, found.Confidence)
			require.Empty(t, found.Candidates)
			require.Len(t, found.CounterEvidence, 1)
		})
	}
}

// The limits are exact to the second.
func TestInfer_PairsRequestsWithSnapshotsByTime(t *testing.T) {
	t.Parallel()
	for late, want := range map[time.Duration]inventory.Confidence{
		-maxClockDifference - 1: inventory.NoConfidence, -maxClockDifference: inventory.Likely, 0: inventory.Likely,
		maxClockDifference: inventory.Likely, maxClockDifference + 1: inventory.NoConfidence,
	} {
		g := newInferenceCase()
		g.snapshot("s", "night", "", 10)
		g.request("d1", "v1", `{"properties":{"name":"night"}}`, late)
		require.Equal(t, want, g.infer(t, "s").Confidence, late)
	}
}

// The user, the location and the size must agree as far as they are known.
func TestInfer_RequestsOfOthersDoNotFit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(g *inferenceCase)
		want   inventory.Confidence
	}{
		"all agree":            {func(*inferenceCase) {}, inventory.Likely},
		"another user":         {func(g *inferenceCase) { g.requests[0].CreatedBy = "bob@example.com" }, inventory.NoConfidence},
		"an unknown user":      {func(g *inferenceCase) { g.requests[0].CreatedBy = "" }, inventory.Likely},
		"another location":     {func(g *inferenceCase) { g.requests[0].URL = strings.Replace(g.requests[0].URL, "/d1/", "/d3/", 1) }, inventory.NoConfidence},
		"a smaller volume":     {func(g *inferenceCase) { g.volume("d1", "v1", "x", 9) }, inventory.NoConfidence},
		"a volume moved":       {func(g *inferenceCase) { g.volume("d2", "v1", "x", 10) }, inventory.Possible}, // by its size alone
		"an unknown creation":  {func(g *inferenceCase) { g.Snapshots[0].Metadata.CreatedDate = time.Time{} }, inventory.NoConfidence},
		"another kind of call": {func(g *inferenceCase) { g.requests[0].Method = "DELETE" }, inventory.NoConfidence},
		"a request of no name": {func(g *inferenceCase) { g.requests[0].Body = "" }, inventory.Likely},
		"two of the same":      {func(g *inferenceCase) { g.request("d1", "v1", `{"properties":{"name":"night"}}`, time.Second) }, inventory.Likely},
		"as many as snapshots": {func(g *inferenceCase) {
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, time.Second)
			g.snapshot("s2", "night", "", 10)
		}, inventory.Likely},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newInferenceCase()
			g.snapshot("s", "night", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, 0)
			c.change(g)
			found := g.infer(t, "s")
			require.Equal(t, c.want, found.Confidence, "%+v", found)
			if c.want == inventory.Likely {
				only, _ := found.Source()
				require.Equal(t, "v1", only.VolumeID)
			}
		})
	}
}

// If several requests or snapshots fit, no source is named.
func TestInfer_RenamedSnapshotNeedsUniqueRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(g *inferenceCase)
		likely bool
	}{
		"one of each":   {func(*inferenceCase) {}, true},
		"two requests":  {func(g *inferenceCase) { g.request("d1", "v2", `{"properties":{"name":"evening"}}`, 0) }, false},
		"two snapshots": {func(g *inferenceCase) { g.snapshot("s2", "also renamed", "", 10) }, false},
		"the other snapshot has its own": {func(g *inferenceCase) {
			g.snapshot("s2", "evening", "", 10)
			g.request("d1", "v2", `{"properties":{"name":"evening"}}`, 0)
		}, true},
		"the other snapshot bears the name": {func(g *inferenceCase) { g.snapshot("s2", "night", "", 10) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newInferenceCase()
			g.snapshot("s", "before the upgrade", "", 10)
			g.request("d1", "v1", `{"properties":{"name":"night"}}`, 0)
			c.change(g)
			found := g.infer(t, "s")
			require.Equal(t, c.likely, found.Confidence == inventory.Likely, "%+v", found)
			if only, _ := found.Source(); c.likely {
				require.Equal(t, "v1", only.VolumeID)
			}
		})
	}
}
