package live

import (
	"fmt"
	"hash/maphash"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func row(id, text string) Fragment {
	return Fragment{ID: id, HTML: []byte(`<tr id="` + id + `">` + text + `</tr>`)}
}

// list returns a list with a caption and rows given as "id" or "id=text".
func list(caption string, rows ...string) Fragment {
	f := Fragment{ID: "list"}
	html := `<table id="list"><caption>` + caption + `</caption>`
	for _, r := range rows {
		id, text, _ := strings.Cut(r, "=")
		f.Rows = append(f.Rows, row(id, text))
		html += string(f.Rows[len(f.Rows)-1].HTML)
	}
	f.HTML = []byte(html + `</table>`)
	return f
}

// rowMark is sent in place of a row that a subscriber already has.
func rowMark(id string) string { return `<template data-unchanged="` + id + `"></template>` }

// listWithMarks is list, with marks in place of the rows given as "id" alone.
func listWithMarks(caption string, rows ...string) string {
	html := string(list(caption, rows...).HTML)
	for _, r := range rows {
		if id, text, _ := strings.Cut(r, "="); text == "" {
			html = strings.Replace(html, string(row(id, "").HTML), rowMark(id), 1)
		}
	}
	return html
}

func text(id, html string) Fragment { return Fragment{ID: id, HTML: []byte(html)} }

func TestFrame_SendsDifferences(t *testing.T) {
	t.Parallel()
	head, whole := text("head", "<h1>x</h1>"), func(f Fragment) string { return string(f.HTML) }
	alone := func(id, html string) string { return "<template>" + whole(row(id, html)) + "</template>" }
	for name, c := range map[string]struct {
		old, now []Fragment
		want     string
	}{
		"nothing":                      {[]Fragment{head, list("2", "a", "b")}, []Fragment{head, list("2", "a", "b")}, ""},
		"one fragment of two":          {[]Fragment{head, text("b", "1")}, []Fragment{head, text("b", "2")}, "2"},
		"a fragment that is new":       {[]Fragment{head}, []Fragment{head, text("b", "1")}, "1"},
		"one row":                      {[]Fragment{list("2", "a=1", "b=1")}, []Fragment{list("2", "a=1", "b=2")}, alone("b", "2")},
		"two rows":                     {[]Fragment{list("2", "a=1", "b=1")}, []Fragment{list("2", "a=2", "b=2")}, alone("a", "2") + alone("b", "2")},
		"a row more":                   {[]Fragment{list("", "a")}, []Fragment{list("", "a", "b=new")}, listWithMarks("", "a", "b=new")},
		"a row less":                   {[]Fragment{list("", "a", "b")}, []Fragment{list("", "b")}, listWithMarks("", "b")},
		"a row more, another new":      {[]Fragment{list("", "a", "b=1")}, []Fragment{list("", "c=1", "a", "b=2")}, listWithMarks("", "c=1", "a", "b=2")},
		"the first row":                {[]Fragment{list("")}, []Fragment{list("", "a")}, whole(list("", "a"))},
		"the last row goes":            {[]Fragment{list("", "a")}, []Fragment{list("")}, whole(list(""))},
		"another order":                {[]Fragment{list("", "a", "b")}, []Fragment{list("", "b", "a")}, listWithMarks("", "b", "a")},
		"the HTML around the rows":     {[]Fragment{list("10 GB", "a")}, []Fragment{list("20 GB", "a")}, listWithMarks("20 GB", "a")},
		"a list that is new":           {[]Fragment{head}, []Fragment{list("", "a")}, whole(list("", "a"))},
		"a row and the HTML around it": {[]Fragment{list("1", "a=1")}, []Fragment{list("2", "a=2")}, whole(list("2", "a=2"))},
		"rows that its HTML does not hold": {
			[]Fragment{{ID: "list", HTML: []byte("1"), Rows: []Fragment{row("a", "1")}}},
			[]Fragment{{ID: "list", HTML: []byte("2"), Rows: []Fragment{row("a", "2")}}}, "2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := maphash.MakeSeed()
			got := newFrame(seed, c.now).since(newFrame(seed, c.old))
			require.Equal(t, c.want, string(got))
		})
	}
}

func TestFrame_IgnoresTimeText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"its text":                   {`<p><time datetime="1">1 min ago</time></p>`, `<p><time datetime="1">2 min ago</time></p>`, true},
		"the text of several":        {`<time a>1</time>x<time b>1</time>`, `<time a>2</time>x<time b>2</time>`, true},
		"the time itself":            {`<time datetime="1">now</time>`, `<time datetime="2">now</time>`, false},
		"HTML before it":             {`a<time x>1</time>`, `b<time x>1</time>`, false},
		"HTML after it":              {`<time x>1</time>a`, `<time x>1</time>b`, false},
		"HTML between two":           {`<time x>1</time>a<time x>1</time>`, `<time x>1</time>b<time x>1</time>`, false},
		"a time without attributes":  {`<time>1</time>`, `<time>2</time>`, false},
		"another element":            {`<timer x>1</timer><time y>1</time>`, `<timer x>2</timer><time y>1</time>`, false},
		"one that is not closed":     {`<time x>1`, `<time x>2`, false},
		"one whose tag is not ended": {`<time x</time>1`, `<time x</time>2`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := maphash.MakeSeed()
			require.Equal(t, c.same, sum(seed, []byte(c.a)) == sum(seed, []byte(c.b)))
		})
	}
}

func TestFrame_DiffsRebuildPage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := maphash.MakeSeed()
		anyList := rapid.Custom(func(t *rapid.T) Fragment {
			rows := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID).Draw(t, "rows")
			for i := range rows {
				rows[i] += fmt.Sprint("=", rapid.IntRange(0, 1).Draw(t, "text"))
			}
			return list(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "caption"), rows...)
		})
		old := anyList.Draw(t, "old")
		now := anyList.Draw(t, "now")
		diff := string(newFrame(seed, []Fragment{now}).since(newFrame(seed, []Fragment{old})))

		page := string(old.HTML)
		if strings.HasPrefix(diff, "<table") {
			for _, r := range old.Rows {
				diff = strings.ReplaceAll(diff, rowMark(r.ID), string(r.HTML))
			}
			page, diff = diff, ""
		}
		diff = strings.NewReplacer("<template>", "", "</template>", "").Replace(diff)
		for diff != "" { // morph rows by their id
			end := strings.Index(diff, "</tr>") + len("</tr>")
			id := diff[:strings.Index(diff, ">")+1]
			from := strings.Index(page, id)
			require.GreaterOrEqual(t, from, 0, "a row is only sent in its place")
			to := from + strings.Index(page[from:], "</tr>") + len("</tr>")
			page = page[:from] + diff[:end] + page[to:]
			diff = diff[end:]
		}
		require.Equal(t, string(now.HTML), page)
	})
}
