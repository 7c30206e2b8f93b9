package table

import (
	"slices"
	"strconv"

	"snapdeck/internal/views/ui"
)

// pageSizes returns the page sizes that are offered, although the address may request others.
func pageSizes() []int { return []int{25, defaultPerPage, 100, 250, maxPerPage} }

func (q Query) pager(total int) ui.Pager {
	p := ui.Pager{Page: q.Page, Of: max(1, (total+q.PerPage-1)/q.PerPage), Action: q.Path, Hidden: q.hiddenFields("per"), HiddenBesidesPage: q.hiddenFields()}
	if total > pageSizes()[0] || q.Values.Get("per") != "" {
		p.Sizes = q.sizeOptions()
	}
	if q.Page > 1 {
		p.First, p.Prev = q.pageLink(1), q.pageLink(min(q.Page-1, p.Of))
	}
	if q.Page < p.Of {
		p.Next = q.pageLink(q.Page + 1)
	}
	if q.Page != p.Of {
		p.Last = q.pageLink(p.Of)
	}
	return p
}

func (q Query) sizeOptions() []ui.Option {
	sizes := pageSizes()
	if !slices.Contains(sizes, q.PerPage) {
		sizes = append(sizes, q.PerPage)
		slices.Sort(sizes)
	}
	options := make([]ui.Option, 0, len(sizes))
	for _, n := range sizes {
		options = append(options, ui.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n), Selected: n == q.PerPage})
	}
	return options
}

// pageLink returns the address of a page; the first one needs no number.
func (q Query) pageLink(n int) string {
	if n <= 1 {
		return q.Link("page", "")
	}
	return q.Link("page", strconv.Itoa(n))
}
