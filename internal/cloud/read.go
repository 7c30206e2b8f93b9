package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

var (
	errEmpty     = errors.New("the response is empty")
	errNotJSON   = errors.New("the response is not JSON")
	errNoID      = errors.New("the response has no id")
	errBadItems  = errors.New("the items are not a list")
	errReference = errors.New("the response has no properties")
	errNoRequest = errors.New("the response names no request")
	errAsError   = errors.New("the response is an error with a success status")
)

// apiErrorOf returns the error by which the transport ended a call, however the SDK and the HTTP client have
// wrapped it; nil for a 2xx response.
func apiErrorOf(c call, resp *sdk.APIResponse, err error) error {
	if err == nil || resp.SafeStatusCode()/100 == 2 {
		return nil
	}
	if fault, ok := errors.AsType[*inventory.APIError](err); ok {
		return fault
	}
	return c.apiError(inventory.ErrUnreachable, err)
}

func unreadable(c call, resp *sdk.APIResponse, cause error) *inventory.APIError {
	f := c.apiError(inventory.ErrUnreadable, cause)
	f.Status = resp.SafeStatusCode()
	if isMutation(resp.Method) {
		f.Ambiguous = true
		f.RequestID = requestIDOf(resp.Header)
	}
	return f
}

// readOne makes a call that returns one object.
func readOne[S any](ctx context.Context, c *Client, k call, exec func(context.Context) (S, *sdk.APIResponse, error)) (S, error) {
	item, resp, err := exec(k.in(ctx))
	if fault := apiErrorOf(k, resp, err); fault != nil {
		var none S
		return none, fault
	}
	if err != nil || !looksLikeJSON(resp.Payload) {
		var ok bool
		if item, ok = readLenient[S](c, k, resp.Payload); !ok {
			return item, unreadable(k, resp, unreadableCause(resp.Payload))
		}
	}
	return item, nil
}

// readLenient decodes an object that the SDK refuses, and logs what is unreadable in it.
func readLenient[S any](c *Client, k call, payload []byte) (S, bool) {
	item, missing, ok := decodeItem[S](payload)
	if !ok {
		return item, false
	}
	if len(missing) > 0 {
		c.log.Warn("decode response", "route", k.route, "unreadable", strings.Join(missing, " "))
	}
	return item, true
}

// isReference reports whether a decoded resource lacks the properties that every resource has (docs/ionos-api.md 4):
// the API shows so little of it that nothing can be decided.
func isReference(resource any) bool {
	r, ok := resource.(interface{ HasProperties() bool })
	return ok && !r.HasProperties()
}

// readByID reads the resource with the last of the ids. convert also returns the id of what was read.
func readByID[S, T any](
	ctx context.Context, c *Client, k call, ids []string, exec func(context.Context) (S, *sdk.APIResponse, error), convert func(S) (T, string),
) (none T, err error) {
	if err := k.checkIDs(ids...); err != nil {
		return none, err
	}
	item, err := readOne(ctx, c, k, exec)
	if err != nil {
		return none, err
	}
	if wrong := clearImplausible(&item, c.transport.cfg.Now()); len(wrong) > 0 {
		c.log.Warn("decode response", "route", k.route, "implausible", strings.Join(wrong, " "))
	}
	found, id := convert(item)
	if err := k.checkIdentity(id, ids[len(ids)-1]); err != nil {
		return none, err
	}
	if isReference(&item) {
		return none, k.apiError(inventory.ErrUnreadable, errReference)
	}
	return found, nil
}

func unreadableCause(payload []byte) error {
	if len(payload) == 0 {
		return errEmpty
	}
	return errNotJSON
}

// envelope is a decoded collection.
type envelope[S any] struct {
	items []S
	count int // of entries in the response, readable or not
	limit int // of the response; 0 when missing
	links *sdk.PaginationLinks
	warns []inventory.Warning
}

// envelopeOf converts a collection that the SDK decoded.
func envelopeOf[S any](items *[]S, limit *float32, links *sdk.PaginationLinks) envelope[S] {
	list := value(items)
	return envelope[S]{items: list, count: len(list), limit: int(value(limit)), links: links}
}

// lenientEnvelope decodes a collection entry by entry. resource names an entry in warnings.
func lenientEnvelope[S any](payload []byte, resource string) (envelope[S], error) {
	var env envelope[S]
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(payload, &doc); err != nil || doc == nil {
		return env, unreadableCause(payload)
	}
	if doc["httpStatus"] != nil || doc["messages"] != nil {
		return env, errAsError
	}
	var entries []json.RawMessage
	if raw, ok := doc["items"]; ok && json.Unmarshal(raw, &entries) != nil {
		return env, errBadItems
	}
	env.count = len(entries)
	if entries == nil {
		env.warns = append(env.warns, noListWarning(resource))
	}
	_ = json.Unmarshal(doc["_links"], &env.links) // links are optional
	if n, ok := wholeNumber(scalar(doc["limit"])); ok {
		env.limit = int(n)
	}
	for _, raw := range entries {
		item, missing, ok := decodeItem[S](raw)
		if ok {
			env.items = append(env.items, item)
		}
		if warning, malformed := badEntryWarning(resource, raw, missing, ok); malformed {
			env.warns = append(env.warns, warning)
		}
	}
	return env, nil
}

// noListWarning is the warning for a collection without a list: the API leaves it out where it does not show what the
// collection contains (docs/ionos-api.md 2.1), so it proves nothing.
func noListWarning(resource string) inventory.Warning {
	return inventory.Warning{Resource: resource, Text: "IONOS Cloud returned no list. What is missing here may exist."}
}

// badEntryWarning returns the warning for an entry that was not completely readable.
func badEntryWarning(resource string, raw []byte, missing []string, ok bool) (w inventory.Warning, malformed bool) {
	switch {
	case !ok:
		return inventory.Warning{Resource: resource, Text: "An entry of the list could not be read and is not shown."}, true
	case len(missing) > 0:
		return inventory.Warning{Resource: resource, ID: idOf(raw), Text: missingFieldsText(missing)}, true
	default:
		return inventory.Warning{}, false
	}
}

func idOf(raw json.RawMessage) string {
	var entry struct {
		ID json.RawMessage `json:"id"`
	}
	_ = json.Unmarshal(raw, &entry)
	return scalar(entry.ID)
}

// maxNamed bounds the fields named by a warning.
const maxNamed = 5

func missingFieldsText(fields []string) string {
	return "Could not be read and is left empty: " + shortList(fields) + "."
}

func shortList(fields []string) string {
	if len(fields) > maxNamed {
		return strings.Join(fields[:maxNamed], ", ") + fmt.Sprintf(" and %d more", len(fields)-maxNamed)
	}
	return strings.Join(fields, ", ")
}
