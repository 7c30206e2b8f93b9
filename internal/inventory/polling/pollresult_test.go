package polling

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each field changes alone: one that was missing at first, such as the date of a request, may arrive without any
// other change.
func TestSame_ComparesEveryField(t *testing.T) {
	t.Parallel()
	compareFields(t, sameServer)
	compareFields(t, sameRequest)
}

func compareFields[T any](t *testing.T, same func(a, b T) bool) {
	t.Helper()
	for i := range reflect.TypeFor[T]().NumField() {
		var before, after T
		changeValue(reflect.ValueOf(&after).Elem().Field(i))
		name := reflect.TypeFor[T]().String() + "." + reflect.TypeFor[T]().Field(i).Name
		require.False(t, same(before, after), name)
		require.True(t, same(after, after), name)
	}
}

// changeValue sets a zero value to another one.
func changeValue(v reflect.Value) {
	switch {
	case v.CanInt():
		v.SetInt(1)
	case v.CanFloat():
		v.SetFloat(7.5)
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.String:
		v.SetString("x")
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case v.Type() == reflect.TypeOf(noon):
		v.Set(reflect.ValueOf(noon))
	default: // a struct
		changeValue(v.Field(0))
	}
}
