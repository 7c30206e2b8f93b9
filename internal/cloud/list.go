package cloud

import (
	"cmp"
	"context"
	"slices"
	"strings"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// pageRange is the part of a collection that one call requests.
type pageRange struct {
	offset, limit int32
}

// collection describes how to read a collection and convert its entries.
type collection[S, T any] struct {
	call     call
	resource string // name of an entry in warnings
	paged    bool   // whether the API pages this collection (API reference 2.2); others are scanned
	// fetch makes one call of the SDK.
	fetch func(context.Context, pageRange) (envelope[S], *sdk.APIResponse, error)
	// progress, which may be nil, receives the number of items after each page.
	progress func(n int)
	// convert returns the item and its key; an entry without a key is left out.
	convert func(S) (item T, key string)
	cache   *decodeCache[T] // nil: decode all entries
}

// list reads a collection to its end. A failed page fails the whole listing: items that were not read must not
// appear deleted.
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

// compareWarnings orders warnings, which makes equal ones comparable whatever the order of the API.
func compareWarnings(a, b inventory.Warning) int {
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Text, b.Text))
}

// readWhole reads an unpaged collection and extracts its entries while the response arrives.
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
	for _, entry := range rest.items { // from a response in which the scanner found no list
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

// page reads one page, entry by entry if the SDK refuses it.
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

// take adds a page to the listing and returns the number of new items. An item can occur twice when another was
// deleted between two pages.
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

// isLast reports whether a page is the last. Links decide if there are any: a server may return less than was
// requested, and a link to a next page says that more follows. Otherwise a page shorter than the limit is the last,
// where the response's limit counts if it is smaller.
func (e envelope[S]) isLast(at pageRange) bool {
	if e.links != nil {
		return value(e.links.Next) == ""
	}
	limit := int(at.limit)
	if e.limit > 0 {
		limit = min(limit, e.limit)
	}
	return e.count < limit
}

// isPart reports whether an answer that should be whole says that more follows: it has a link to a next page, or
// exactly as many entries as its limit.
func (e envelope[S]) isPart(n int) bool {
	return e.links != nil && value(e.links.Next) != "" || e.limit > 0 && n == e.limit
}
