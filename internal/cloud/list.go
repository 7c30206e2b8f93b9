package cloud

import (
	"cmp"
	"context"
	"slices"
	"strings"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// pageRange is the part of a collection that one call asks for.
type pageRange struct {
	offset, limit int32
}

// collection knows how one collection is asked for and what becomes of its entries.
type collection[S, T any] struct {
	call     call
	resource string // what an entry is called in warnings
	paged    bool   // whether the API pages this collection (API reference 2.2); what it does not page is scanned
	// fetch makes one call of the SDK.
	fetch func(context.Context, pageRange) (envelope[S], *sdk.APIResponse, error)
	// progress, when it is not nil, is told after each page how many items there are.
	progress func(n int)
	// convert returns the item and what it is told from the others by; an entry without that is left out.
	convert func(S) (item T, key string)
	cache   *decodeCache[T] // nil: all entries are decoded
}

// list reads a collection to its end. A page that cannot be had fails the whole listing, so
// that nothing looks deleted that is only out of sight.
func list[S, T any](ctx context.Context, c *Client, l collection[S, T]) (inventory.Listing[T], error) {
	var out inventory.Listing[T]
	seen := map[string]struct{}{}
	at := pageRange{limit: c.pageSize}
	if !l.paged {
		return l.readWhole(ctx, at)
	}
	for {
		page, err := l.page(ctx, at)
		if err != nil {
			return inventory.Listing[T]{}, err
		}
		fresh := l.take(&out, seen, page)
		if l.progress != nil {
			l.progress(len(out.Items))
		}
		if fresh == 0 || page.isLast(at) {
			slices.SortFunc(out.Warnings, compareWarnings)
			return out, nil
		}
		at.offset += int32(page.count)
	}
}

// compareWarnings orders them, so that the same ones are equal however the API orders its list.
func compareWarnings(a, b inventory.Warning) int {
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Text, b.Text))
}

// readWhole reads a collection that the API gives in one answer, and takes its entries out of
// the answer while that comes.
func (l collection[S, T]) readWhole(ctx context.Context, at pageRange) (inventory.Listing[T], error) {
	memory := l.cache.begin()
	got := newScannedItems[T](len(memory.before))
	l.call.scanner = l.newScanner(got, memory)
	rest, err := l.page(ctx, at)
	if err == nil && l.call.scanner.broken {
		err = l.call.apiError(inventory.ErrUnreadable, errNotJSON)
	}
	if err != nil {
		return inventory.Listing[T]{}, err
	}
	for _, entry := range rest.items { // those of an answer that the scanner found no list in
		item, key := l.convert(entry)
		l.add(got, item, key)
	}
	memory.commit()
	warns := append(got.warns, rest.warns...)
	if rest.isPart(len(got.items)) {
		warns = append(warns, inventory.Warning{Resource: l.resource, Text: "IONOS Cloud returned a part of the list only. What is missing here may exist."})
	}
	slices.SortFunc(warns, compareWarnings)
	return inventory.Listing[T]{Items: got.items, Warnings: warns}, nil
}

func (l collection[S, T]) missingIDWarning() inventory.Warning {
	return inventory.Warning{Resource: l.resource, Text: "An entry of the list has no id and is left out."}
}

// page reads one page, entry by entry when the SDK refuses it.
func (l collection[S, T]) page(ctx context.Context, at pageRange) (envelope[S], error) {
	env, resp, err := l.fetch(l.call.in(ctx), at)
	if fault := apiErrorOf(l.call, resp, err); fault != nil {
		return env, fault
	}
	if err == nil && env.count > 0 {
		return env, nil
	}
	env, err = lenientEnvelope[S](resp.Payload, l.resource)
	if err != nil {
		return env, unreadable(l.call, resp, err)
	}
	return env, nil
}

// take adds a page to the listing and returns how many items were new. An item can come
// twice when something was deleted between two pages.
func (l collection[S, T]) take(out *inventory.Listing[T], seen map[string]struct{}, page envelope[S]) (fresh int) {
	if out.Items == nil {
		out.Items = make([]T, 0, len(page.items))
	}
	out.Warnings = append(out.Warnings, page.warns...)
	for _, entry := range page.items {
		item, key := l.convert(entry)
		if key == "" {
			out.Warnings = append(out.Warnings, l.missingIDWarning())
			continue
		}
		if _, double := seen[key]; double {
			continue
		}
		seen[key] = struct{}{}
		out.Items = append(out.Items, item)
		fresh++
	}
	return fresh
}

// isLast reports whether nothing follows a page: it is shorter than the limit, or the answer
// has links and none to a next page. The limit is the answer's when that is the smaller one,
// since a server may allow less than it was asked for.
func (e envelope[S]) isLast(at pageRange) bool {
	limit := int(at.limit)
	if e.limit > 0 {
		limit = min(limit, e.limit)
	}
	return e.count < limit || e.links != nil && value(e.links.Next) == ""
}

// isPart reports whether an answer that should be whole says that more follows: it has a link to a next page, or
// exactly as many entries as its limit.
func (e envelope[S]) isPart(n int) bool {
	return e.links != nil && value(e.links.Next) != "" || e.limit > 0 && n == e.limit
}
