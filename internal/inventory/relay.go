package inventory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"time"
)

// maxSilence is how old what the leader read may be before the others say that they do not
// know how things stand.
const maxSilence = 3 * time.Minute

// How long a first reading is waited for that no replica has made yet, and how often it is
// looked for.
const (
	maxPatience  = 20 * time.Second
	patienceStep = 200 * time.Millisecond
)

// volumesPrefix begins the names of readings of the volumes of a data center. The other
// readings have the names of their parts.
const volumesPrefix = "volumes of "

// PartOfReading returns the part that a reading on the shelf belongs to, by its name.
func PartOfReading(name string) Part {
	if id, ok := strings.CutPrefix(name, volumesPrefix); ok {
		return InsideOf(id)
	}
	return Part(name)
}

// Shelf is where the replica that watches the cloud leaves what it read for the others. Its
// methods may be called concurrently.
type Shelf interface {
	// Put stores what was read under a name. text is nil when it is what was put there last,
	// so that only its time is to be stored. What is not stored is an error, also because a newer
	// reading is there or none at all.
	Put(ctx context.Context, name string, text []byte, at time.Time) error
	// Get returns what was put there last, and when it was read; no text if nothing ever was.
	Get(ctx context.Context, name string) (text []byte, at time.Time, err error)
}

// Relay is a Source for several replicas: the one that leads reads the cloud and leaves what
// it read on the shelf, the others take it from there and never call the cloud. It may be
// used concurrently.
type Relay struct {
	cloud Source
	shelf Shelf
	leads func() bool
	now   func() time.Time

	mu    sync.Mutex
	put   map[string]uint64    // what was put, as a checksum, by name
	dates map[string]time.Time // of what was read, by name
}

var _ Source = (*Relay)(nil)

// NewRelay returns a source that reads the cloud while leads says so, and the shelf otherwise.
func NewRelay(cloud Source, shelf Shelf, leads func() bool, now func() time.Time) *Relay {
	return &Relay{cloud: cloud, shelf: shelf, leads: leads, now: now, put: map[string]uint64{}, dates: map[string]time.Time{}}
}

// Datacenters implements Source.
func (r *Relay) Datacenters(ctx context.Context) (Listing[Datacenter], error) {
	return relay(ctx, r, string(PartDatacenters), r.cloud.Datacenters)
}

// Volumes implements Source.
func (r *Relay) Volumes(ctx context.Context, datacenterID string) (Listing[Volume], error) {
	return relay(ctx, r, volumesPrefix+datacenterID, func(ctx context.Context) (Listing[Volume], error) {
		return r.cloud.Volumes(ctx, datacenterID)
	})
}

// Servers implements Source.
func (r *Relay) Servers(ctx context.Context, datacenterID string) (Listing[Server], error) {
	return relay(ctx, r, insidePrefix+datacenterID, func(ctx context.Context) (Listing[Server], error) {
		return r.cloud.Servers(ctx, datacenterID)
	})
}

// Snapshots implements Source.
func (r *Relay) Snapshots(ctx context.Context) (Listing[Snapshot], error) {
	return relay(ctx, r, string(PartSnapshots), r.cloud.Snapshots)
}

// Labels implements Source.
func (r *Relay) Labels(ctx context.Context) (Listing[Label], error) {
	return relay(ctx, r, string(PartLabels), r.cloud.Labels)
}

// OpenRequests implements Source.
func (r *Relay) OpenRequests(ctx context.Context) (Listing[Request], error) {
	return relay(ctx, r, string(PartRequests), r.cloud.OpenRequests)
}

// RecentRequests implements Source. The replicas that do not lead take over what the one that does read last.
func (r *Relay) RecentRequests(ctx context.Context, after time.Time) (Listing[Request], error) {
	return relay(ctx, r, string(PartRecent), func(ctx context.Context) (Listing[Request], error) {
		return r.cloud.RecentRequests(ctx, after)
	})
}

// Contract implements Source.
func (r *Relay) Contract(ctx context.Context) (Contract, error) {
	return relay(ctx, r, string(PartContract), r.cloud.Contract)
}

// Locations implements Source.
func (r *Relay) Locations(ctx context.Context) (Listing[Location], error) {
	return relay(ctx, r, string(PartLocations), r.cloud.Locations)
}

// Dated returns when what this replica last took of a part was read from the cloud; zero
// when it was not taken from the shelf.
func (r *Relay) Dated(part Part) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dates[string(part)]
}

// shelved is a reading as it lies on the shelf.
type shelved[T any] struct {
	Read  T      `json:"read"`
	Fault *spoke `json:"fault,omitempty"`
}

var errSilent = errors.New("the replica that watches the cloud has not been heard of for a while")

// relay reads the cloud and leaves the reading on the shelf, or takes it from there.
func relay[T any](ctx context.Context, r *Relay, name string, read func(context.Context) (T, error)) (T, error) {
	for first := r.now(); ; {
		if r.leads() {
			at := r.now()
			value, err := read(ctx)
			if ctx.Err() == nil {
				r.leave(ctx, name, shelved[T]{Read: value, Fault: speak(err)}, at)
			}
			return value, err
		}
		value, found, err := fromShelf[T](ctx, r, name)
		if found || err != nil {
			return value, err
		}
		if ctx.Err() != nil || r.now().Sub(first) > maxPatience {
			return value, &Fault{Kind: ErrUnreachable, Doing: "read the " + name, Cause: errSilent}
		}
		rest(ctx, patienceStep)
	}
}

// fromShelf takes a reading that another replica left. found is false when there never was one.
func fromShelf[T any](ctx context.Context, r *Relay, name string) (value T, found bool, err error) {
	var reading shelved[T]
	text, at, err := r.shelf.Get(ctx, name)
	if err == nil && text != nil {
		err = json.Unmarshal(text, &reading)
	}
	switch {
	case err != nil:
		return value, false, &Fault{Kind: ErrUnreachable, Doing: "read the " + name + " from the shared database", Cause: err}
	case text == nil:
		return value, false, nil
	case r.now().Sub(at) > maxSilence:
		return value, false, &Fault{Kind: ErrUnreachable, Doing: "read the " + name, Cause: errSilent}
	}
	r.date(name, at)
	if reading.Fault != nil {
		return reading.Read, true, reading.Fault.fault()
	}
	return reading.Read, true, nil
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// leave puts what was read on the shelf. That it fails holds nobody up: the others notice
// that what they have grows old.
func (r *Relay) leave(ctx context.Context, name string, reading any, at time.Time) {
	r.date(name, time.Time{})
	text, err := json.Marshal(reading)
	if err != nil {
		return
	}
	sum := fnv.New64a()
	_, _ = sum.Write(text) // a hash never fails
	r.mu.Lock()
	same := r.put[name] == sum.Sum64()
	r.mu.Unlock()
	if same {
		text = nil
	}
	err = r.shelf.Put(ctx, name, text, at)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		delete(r.put, name) // nobody knows what lies there: the next reading is put there whole
		return
	}
	r.put[name] = sum.Sum64()
}

func (r *Relay) date(name string, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dates[name] = at
}

// Forget makes the next readings be put on the shelf whole, after another replica has led.
func (r *Relay) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.put)
}

// spoke is a fault as it lies on the shelf.
type spoke struct {
	Kind       string        `json:"kind"`
	Doing      string        `json:"doing"`
	Status     int           `json:"status,omitempty"`
	RequestID  string        `json:"requestId,omitempty"`
	Messages   []APIMessage  `json:"messages,omitempty"`
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
}

func speak(err error) *spoke {
	if err == nil {
		return nil
	}
	var f *Fault
	if !errors.As(err, &f) {
		return &spoke{Kind: ErrUnreadable.Error(), Doing: fmt.Sprint(err)}
	}
	return &spoke{f.Kind.Error(), f.Doing, f.Status, f.RequestID, f.Messages, f.RetryAfter}
}

func (s *spoke) fault() *Fault {
	return &Fault{Kind: kindNamed(s.Kind), Doing: s.Doing, Status: s.Status, RequestID: s.RequestID, Messages: s.Messages, RetryAfter: s.RetryAfter}
}

func kindNamed(text string) error {
	for _, kind := range []error{
		ErrUnauthorized, ErrTrial, ErrForbidden, ErrNotFound, ErrMethod, ErrMediaType, ErrInvalid,
		ErrBusy, ErrRateLimited, ErrServer, ErrMaintenance, ErrUnreachable,
	} {
		if kind.Error() == text {
			return kind
		}
	}
	return ErrUnreadable
}
