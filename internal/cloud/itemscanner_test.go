package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestItemScanner_ExtractsItems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, rest string
		entries    []string
		broken     bool
	}{
		"entries":          {`{"id":"x","items":[{"a":1}, {"b":[2,{}]} ],"limit":5}`, `{"id":"x","items":[],"limit":5}`, []string{`{"a":1}`, `{"b":[2,{}]}`}, false},
		"none":             {`{"items":[ ]}`, `{"items":[]}`, nil, false},
		"what is no list":  {`{"items":{"items":[1]}}`, `{"items":{"items":[1]}}`, nil, false},
		"deeper ones":      {`{"more":{"items":[1]},"items":[2]}`, `{"more":{"items":[1]},"items":[]}`, []string{`2`}, false},
		"signs in strings": {`{"]}":"items","items":["],\"[{", "\\"],"z":"["}`, `{"]}":"items","items":[],"z":"["}`, []string{`"],\"[{"`, `"\\"`}, false},
		"a value so named": {`{"a":"items","b":[1]}`, `{"a":"items","b":[1]}`, nil, false},
		"a longer name":    {`{"itemsoffer":[1]}`, `{"itemsoffer":[1]}`, nil, false},
		"other values":     {`{"items":[null,1,"a",[]]}`, `{"items":[]}`, []string{`null`, `1`, `"a"`, `[]`}, false},
		"a mark before":    {"\xef\xbb\xbf{\"items\":[1]}", "\xef\xbb\xbf{\"items\":[]}", []string{`1`}, false},
		"nothing":          {``, ``, nil, false},
		"no object":        {`[{"items":[1]}]`, `[{"items":[1]}]`, nil, false},
		"a comma too much": {`{"items":[1,]}`, `{"items":[]}`, []string{`1`}, true},
		"no entry":         {`{"items":[1,,2]}`, `{"items":[]}`, []string{`1`, `2`}, true},
		"no comma":         {`{"items":[{} {}]}`, `{"items":[]}`, []string{`{} {}`}, true},
		"an entry cut off": {`{"items":[{"a":1},{"b`, `{"items":[`, []string{`{"a":1}`}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var entries []string
			s := &itemScanner{begin: func() { entries = nil }, take: func(raw []byte) bool {
				entries = append(entries, string(raw))
				return json.Valid(raw)
			}}
			for range 2 { // a second try starts over
				var rest bytes.Buffer
				require.NoError(t, s.copy(&rest, iotest.OneByteReader(bytes.NewBufferString(c.text))))
				require.Equal(t, c.rest, rest.String())
				require.Equal(t, c.entries, entries)
				require.Equal(t, c.broken, s.broken)
				require.Equal(t, len(c.entries), s.count)
			}
		})
	}
}

func TestItemScanner_DetectsTruncation(t *testing.T) {
	t.Parallel()
	s := &itemScanner{begin: func() {}, take: func([]byte) bool { return true }}
	cut := errors.New("cut")
	require.ErrorIs(t, s.copy(&bytes.Buffer{}, iotest.ErrReader(cut)), cut)
}

// FuzzItemScanner compares a scanner with decoding the whole text.
func FuzzItemScanner(f *testing.F) {
	f.Add(`{"items":[{"a":"],"},2],"b":{"items":[3]}}`)
	f.Add(manySnapshots(3, true))
	f.Fuzz(func(t *testing.T, text string) {
		var whole map[string]json.RawMessage
		var want []json.RawMessage
		if json.Unmarshal([]byte(text), &whole) != nil || json.Unmarshal(whole["items"], &want) != nil {
			t.Skip()
		}
		var got []string
		var rest bytes.Buffer
		s := &itemScanner{begin: func() {}, take: func(raw []byte) bool {
			got = append(got, string(raw))
			return true
		}}
		require.NoError(t, s.copy(&rest, bytes.NewBufferString(text)))
		var left map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(rest.Bytes(), &left))
		if len(got) == 0 || s.broken { // a name with escapes, or a duplicate one, goes to the SDK
			return
		}
		for i, raw := range got {
			if len(got) == len(want) {
				require.JSONEq(t, string(want[i]), raw)
			}
		}
	})
}
