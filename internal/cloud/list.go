package cloud

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

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
	paged    bool   // whether the API pages this collection (docs/ionos-api.md 2.2); others are scanned
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
	at := pageRange{limit: c.pageSize}
	if !l.paged {
		return l.readWhole(ctx, at, c.transport.cfg.Now())
	}
	got := newPartialListing[T](0, c.transport.cfg.Now())
	for {
		page, err := l.page(ctx, at)
		if err != nil {
			return inventory.Listing[T]{}, err
		}
		before := len(got.items)
		l.addPage(got, page)
		if l.progress != nil {
			l.progress(len(got.items))
		}
		if len(got.items) == before || page.isLast(at) {
			return got.listing(), nil
		}
		at.offset += int32(page.count)
	}
}

// partialListing is a listing while it is read. An item can occur twice when another was deleted between two pages.
type partialListing[T any] struct {
	items []T
	seen  map[string]struct{} // by key
	warns []inventory.Warning
	now   time.Time // when it began
}

// newPartialListing has room for slightly more than n items.
func newPartialListing[T any](n int, now time.Time) *partialListing[T] {
	return &partialListing[T]{now: now, items: make([]T, 0, n+n/64), seen: make(map[string]struct{}, n)}
}

// begin discards the items of an earlier try.
func (p *partialListing[T]) begin() {
	clear(p.seen)
	p.items, p.warns = p.items[:0], nil
}

// listing returns the complete listing. The warnings are sorted, since the API's order would make equal ones differ.
func (p *partialListing[T]) listing() inventory.Listing[T] {
	slices.SortFunc(p.warns, func(a, b inventory.Warning) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Text, b.Text))
	})
	return inventory.Listing[T]{Items: p.items, Warnings: p.warns}
}

// add adds an item, and reports whether it is new.
func (l collection[S, T]) add(to *partialListing[T], item T, key string) bool {
	if key == "" {
		to.warns = append(to.warns, inventory.Warning{Resource: l.resource, Text: "An entry of the list has no id and is not shown."})
		return false
	}
	if _, double := to.seen[key]; double {
		return false
	}
	to.seen[key] = struct{}{}
	to.items = append(to.items, item)
	return true
}

func (l collection[S, T]) addPage(to *partialListing[T], page envelope[S]) {
	to.items = slices.Grow(to.items, len(page.items))
	to.warns = append(to.warns, page.warns...)
	for _, entry := range page.items {
		l.addEntry(to, entry)
	}
}

// addEntry adds a decoded entry and returns its item and key. It reports whether the entry is more than a reference, and
// plausible.
func (l collection[S, T]) addEntry(to *partialListing[T], entry S) (item T, key string, complete bool) {
	implausible := clearImplausible(&entry, to.now)
	item, key = l.convert(entry)
	added, reference := l.add(to, item, key), isReference(&entry)
	if added && reference {
		to.warns = append(to.warns, inventory.Warning{Resource: l.resource, ID: key, Text: missingFieldsText([]string{"properties"})})
	}
	if added && len(implausible) > 0 {
		to.warns = append(to.warns, implausibleWarning(l.resource, key, implausible))
	}
	return item, key, !reference && len(implausible) == 0
}

// readWhole reads an unpaged collection and extracts its entries while the response arrives.
func (l collection[S, T]) readWhole(ctx context.Context, at pageRange, now time.Time) (inventory.Listing[T], error) {
	memory := l.cache.begin()
	got := newPartialListing[T](len(memory.before), now)
	l.call.scanner = l.newScanner(got, memory)
	rest, err := l.page(ctx, at)
	if err == nil && l.call.scanner.broken {
		err = l.call.apiError(inventory.ErrUnreadable, errNotJSON)
	}
	if err != nil {
		return inventory.Listing[T]{}, err
	}
	l.addPage(got, rest) // empty, unless the scanner found no list in the response
	memory.commit()
	if rest.isPart(len(got.items)) {
		got.warns = append(got.warns, inventory.Warning{Resource: l.resource, Text: "IONOS Cloud returned a part of the list only. What is missing here may exist."})
	}
	return got.listing(), nil
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

// isPart reports whether a response that should be complete has more to follow: it links to a next page, or has
// exactly as many entries as its limit.
func (e envelope[S]) isPart(n int) bool {
	return e.links != nil && value(e.links.Next) != "" || e.limit > 0 && n == e.limit
}
