package cloud

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

var errTooLarge = errors.New("the response is too large")

// bodyReader reads response bodies into pooled buffers, since a listing of a large contract takes tens of
// megabytes each time. It is safe for concurrent use.
type bodyReader struct {
	pool sync.Pool
}

// read reads and closes a response body. With an error it returns what was read until then.
func (b *bodyReader) read(resp *http.Response, most int64, scanner *itemScanner) (*bytes.Buffer, error) {
	defer func() { _ = resp.Body.Close() }()
	buf, ok := b.pool.Get().(*bytes.Buffer)
	if !ok {
		buf = &bytes.Buffer{}
	}
	buf.Reset()
	limited := &io.LimitedReader{R: resp.Body, N: most + 1}
	var err error
	if scanner != nil && resp.StatusCode/100 == 2 {
		err = scanner.copy(buf, limited)
	} else {
		if n := resp.ContentLength; n > 0 && n <= most {
			buf.Grow(int(n) + bytes.MinRead)
		}
		_, err = buf.ReadFrom(limited)
	}
	if limited.N <= 0 {
		return buf, fmt.Errorf("%w: more than %d bytes", errTooLarge, most)
	}
	return buf, err
}

func (b *bodyReader) release(buf *bytes.Buffer) { b.pool.Put(buf) }

// attach replaces a response's body by the buffer; closing it releases the buffer. A body that looks like JSON
// gets that content type, since the SDK refuses it otherwise (docs/ionos-api.md 9.6).
func (b *bodyReader) attach(resp *http.Response, buf *bytes.Buffer) *http.Response {
	text := bytes.TrimPrefix(buf.Bytes(), []byte("\xef\xbb\xbf"))
	if looksLikeJSON(text) {
		resp.Header.Set("Content-Type", "application/json")
	}
	resp.Body = &body{Reader: *bytes.NewReader(text), release: sync.OnceFunc(func() { b.release(buf) })}
	resp.ContentLength = int64(len(text))
	return resp
}

// body is read by one goroutine and not after Close.
type body struct {
	bytes.Reader
	release func()
}

// Close releases the buffer.
func (b *body) Close() error {
	b.Reset(nil)
	b.release()
	return nil
}

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n")
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}
