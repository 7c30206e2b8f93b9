package handlers

import (
	"slices"
	"strconv"

	"snapdeck/internal/views"
)

// pageSizes are the page sizes that are offered. The address may ask for others.
func pageSizes() []int { return []int{25, defaultPerPage, 100, 250, maxPerPage} }

// pager leads to the pages of a list of so many things.
func (l listing) pager(total int) views.Pager {
	p := views.Pager{Page: l.Page, Of: l.pages(total), Action: l.path, Kept: l.kept("per"), PageKept: l.kept()}
	if total > pageSizes()[0] || l.values.Get("per") != "" {
		p.Sizes = l.sizeOptions()
	}
	if l.Page > 1 {
		p.First, p.Prev = l.pageLink(1), l.pageLink(min(l.Page-1, p.Of))
	}
	if l.Page < p.Of {
		p.Next = l.pageLink(l.Page + 1)
	}
	if l.Page != p.Of {
		p.Last = l.pageLink(p.Of)
	}
	return p
}

func (l listing) sizeOptions() []views.Option {
	sizes := pageSizes()
	if !slices.Contains(sizes, l.Per) {
		sizes = append(sizes, l.Per)
		slices.Sort(sizes)
	}
	options := make([]views.Option, 0, len(sizes))
	for _, n := range sizes {
		options = append(options, views.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n), Chosen: n == l.Per})
	}
	return options
}

// pageLink is the address of a page; the first one needs no number.
func (l listing) pageLink(n int) string {
	if n <= 1 {
		return l.link("page", "")
	}
	return l.link("page", strconv.Itoa(n))
}
