/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of the front end: a row each of name, severity, gcc's option (or NULL) and text; report.c explains the conversions. The words
 * are gcc 12's, for gcc is the judge of this language. Rows at the end are hmsh's own.
 */
#ifndef LANG_MESSAGES_H
#define LANG_MESSAGES_H

#define LINT_OPTION "-Wpage-as-address"

#define MESSAGES(X) \
	/* lexer */ \
	X(COMMENT_IN_COMMENT, WARNING, "-Wcomment", "\"/*\" within comment") \
	X(UNTERMINATED_COMMENT, ERROR, NULL, "unterminated comment") \
	X(MULTILINE_COMMENT, WARNING, "-Wcomment", "multi-line comment") \
	X(MISSING_TERMINATOR_WARNING, WARNING, NULL, "missing terminating %c character") \
	X(MISSING_TERMINATOR, ERROR, NULL, "missing terminating %c character") \
	X(TRIGRAPH, WARNING, "-Wtrigraphs", "trigraph ??%c ignored, use -trigraphs to enable") \
	X(STRAY, ERROR, NULL, "stray %q in program") \
	X(INVALID_OCTAL, ERROR, NULL, "invalid digit \"%c\" in octal constant") \
	X(INVALID_BINARY, ERROR, NULL, "invalid digit \"%c\" in binary constant") \
	X(INVALID_SUFFIX, ERROR, NULL, "invalid suffix \"%b\" on integer constant") \
	X(CONSTANT_TOO_LARGE, WARNING, NULL, "integer constant is too large for its type") \
	X(CONSTANT_UNSIGNED, WARNING, NULL, "integer constant is so large that it is unsigned") \
	X(INCOMPLETE_UCN, ERROR, NULL, "incomplete universal character name %s") \
	X(INVALID_UCN, ERROR, NULL, "%s is not a valid universal character") \
	X(HEX_NO_DIGITS, ERROR, NULL, "\\x used with no following hex digits") \
	X(HEX_RANGE, WARNING, NULL, "hex escape sequence out of range") \
	X(OCTAL_RANGE, WARNING, NULL, "octal escape sequence out of range") \
	X(UNKNOWN_ESCAPE, WARNING, NULL, "unknown escape sequence: '%s'") \
	X(UNKNOWN_ESCAPE_CODE, WARNING, NULL, "unknown escape sequence%s") \
	X(EMPTY_CHARACTER, ERROR, NULL, "empty character constant") \
	X(CHARACTER_TOO_LONG, WARNING, NULL, "character constant too long for its type") \
	X(MULTICHAR, WARNING, "-Wmultichar", "multi-character character constant") \
	/* preprocessor */ \
	X(PP_UNTERMINATED, ERROR, NULL, "unterminated #%s") \
	X(PP_EXTRA_TOKENS, WARNING, NULL, "extra tokens at end of #%s directive") \
	X(PP_EXTRA_TOKENS_ENDIF, WARNING, "-Wendif-labels", "extra tokens at end of #%s directive") \
	X(PP_NO_NAME, ERROR, NULL, "no macro name given in #%s directive") \
	X(PP_NAME_NOT_IDENTIFIER, ERROR, NULL, "macro names must be identifiers") \
	X(PP_DEFINED_NAME, ERROR, NULL, "\"defined\" cannot be used as a macro name") \
	X(PP_PASTE_END, ERROR, NULL, "'##' cannot appear at either end of a macro expansion") \
	X(PP_REDEFINED, WARNING, NULL, "\"%s\" redefined") \
	X(PP_PREVIOUS, NOTE, NULL, "this is the location of the previous definition") \
	X(PP_REDEFINED_BUILTIN, WARNING, "-Wbuiltin-macro-redefined", "\"%s\" redefined") \
	X(PP_SPACE_AFTER_NAME, WARNING, NULL, "ISO C99 requires whitespace after the macro name") \
	X(PP_UNDEF_BUILTIN, WARNING, "-Wbuiltin-macro-redefined", "undefining \"%s\"") \
	X(PP_UNDEF_FIXED, WARNING, NULL, "undefining \"%s\"") \
	X(PP_WITHOUT_IF, ERROR, NULL, "#%s without #if") \
	X(PP_AFTER_ELSE, ERROR, NULL, "#%s after #else") \
	X(PP_BEGAN_HERE, ERROR, NULL, "the conditional began here") \
	X(PP_INCLUDE_EXPECTS, ERROR, NULL, "#%s expects \"FILENAME\" or <FILENAME>") \
	X(PP_NO_FILE, ERROR, NULL, "%b: No such file or directory") \
	X(PP_UNKNOWN_PRAGMA, WARNING, "-Wunknown-pragmas", "ignoring '#pragma %b %b'") \
	X(PP_PRAGMA_ONCE, WARNING, NULL, "#pragma once in main file") \
	X(PP_ERROR, ERROR, NULL, "#error %b") \
	X(PP_WARNING, WARNING, "-Wcpp", "#warning %b") \
	X(PP_INVALID_DIRECTIVE, ERROR, NULL, "invalid preprocessing directive #%s") \
	X(PP_INVALID_DIRECTIVE_TOKEN, ERROR, NULL, "invalid preprocessing directive #%b") \
	X(PP_NO_EXPRESSION, ERROR, NULL, "#%s with no expression") \
	X(PP_FLOATING, ERROR, NULL, "floating constant in preprocessor expression") \
	X(PP_DEFINED_NEEDS_NAME, ERROR, NULL, "operator \"defined\" requires an identifier") \
	X(PP_DEFINED_PAREN, ERROR, NULL, "missing ')' after \"defined\"") \
	X(PP_EMPTY_PARENS, ERROR, NULL, "missing expression between '(' and ')'") \
	X(PP_MISSING_PAREN, ERROR, NULL, "missing ')' in expression") \
	X(PP_MISSING_OPEN, ERROR, NULL, "missing '(' in expression") \
	X(PP_MISSING_OPERATOR, ERROR, NULL, "missing binary operator before token \"%s\"") \
	X(PP_INVALID_TOKEN, ERROR, NULL, "token \"%s\" is not valid in preprocessor expressions") \
	X(PP_NO_LEFT_OPERAND, ERROR, NULL, "operator '%s' has no left operand") \
	X(PP_NO_RIGHT_OPERAND, ERROR, NULL, "operator '%s' has no right operand") \
	X(PP_NO_COLON, ERROR, NULL, "'?' without following ':'") \
	X(PP_OVERFLOW, WARNING, NULL, "integer overflow in preprocessor expression") \
	X(PP_PROMOTED, WARNING, NULL, "the %s operand of \"%s\" changes sign when promoted") \
	X(PP_DIVISION, ERROR, NULL, "division by zero in #if") \
	/* syntax */ \
	X(EXPECTED, ERROR, NULL, "%s%s") \
	X(TO_MATCH, NOTE, NULL, "to match this %q") \
	X(STRAY_BRACE, ERROR, NULL, "expected identifier or '(' before '}' token") \
	X(ELSE_WITHOUT_IF, ERROR, NULL, "'else' without a previous 'if'") \
	X(UNKNOWN_TYPE, ERROR, NULL, "unknown type name %N") \
	X(UNKNOWN_TYPE_SUGGEST, ERROR, NULL, "unknown type name %N; did you mean %q?") \
	X(UNKNOWN_TYPE_TAG, ERROR, NULL, "unknown type name %N; use %q keyword to refer to the type") \
	X(NO_SEMICOLON, WARNING, NULL, "no semicolon at end of struct or union") \
	/* names */ \
	X(UNDECLARED, ERROR, NULL, "%N undeclared (first use in this function)") \
	X(UNDECLARED_SUGGEST, ERROR, NULL, "%N undeclared (first use in this function); did you mean %q?") \
	X(UNDECLARED_ONCE, NOTE, NULL, "each undeclared identifier is reported only once for each function it appears in") \
	X(IMPLICIT, WARNING, "-Wimplicit-function-declaration", "implicit declaration of function %N") \
	X(IMPLICIT_SUGGEST, WARNING, "-Wimplicit-function-declaration", "implicit declaration of function %N; did you mean %q?") \
	X(DECLARED_HERE, NOTE, NULL, "declared here") \
	X(DECLARED_HERE_QUOTED, NOTE, NULL, "%q declared here") \
	X(NONSTATIC_FOLLOWS, ERROR, NULL, "non-static declaration of %N follows static declaration") \
	X(REDECLARED, ERROR, NULL, "redeclaration of %N with no linkage") \
	X(NO_LINKAGE_FOLLOWS, ERROR, NULL, "declaration of %N with no linkage follows extern declaration") \
	X(EXTERN_FOLLOWS, ERROR, NULL, "extern declaration of %N follows declaration with no linkage") \
	X(DIFFERENT_KIND, ERROR, NULL, "%N redeclared as different kind of symbol") \
	X(REDECLARED_ENUMERATOR, ERROR, NULL, "redeclaration of enumerator %N") \
	X(CONFLICTING, ERROR, NULL, "conflicting types for %N; have %T") \
	X(CONFLICTING_IMPLICIT, WARNING, NULL, "conflicting types for %N; have %T") \
	X(STATIC_FOLLOWS, ERROR, NULL, "static declaration of %N follows non-static declaration") \
	X(REDEFINITION, ERROR, NULL, "redefinition of %N") \
	X(PREVIOUS_DECLARATION, NOTE, NULL, "previous declaration of %q with type %T") \
	X(PREVIOUS_DEFINITION, NOTE, NULL, "previous definition of %q with type %T") \
	X(PREVIOUS_IMPLICIT, NOTE, NULL, "previous implicit declaration of %q with type %T") \
	X(UNUSED_VARIABLE, WARNING, "-Wunused-variable", "unused variable %q") \
	X(SET_NOT_USED, WARNING, "-Wunused-but-set-variable", "variable %q set but not used") \
	X(UNUSED_TYPEDEF, WARNING, "-Wunused-local-typedefs", "typedef %q locally defined but not used") \
	/* specifiers and declarators */ \
	X(TWO_TYPES, ERROR, NULL, "two or more data types in declaration specifiers") \
	X(BOTH_SPECIFIERS, ERROR, NULL, "both %q and %q in declaration specifiers") \
	X(LONG_LONG_LONG, ERROR, NULL, "'long long long' is too long for GCC") \
	X(DUPLICATE_SPECIFIER, ERROR, NULL, "duplicate %q") \
	X(DUPLICATE_QUALIFIER, WARNING, "-Wduplicate-decl-specifier", "duplicate %q declaration specifier") \
	X(MULTIPLE_STORAGE, ERROR, NULL, "multiple storage classes in declaration specifiers") \
	X(DEFAULT_INT, WARNING, "-Wimplicit-int", "type defaults to 'int' in declaration of %N") \
	X(DEFAULT_INT_UNNAMED, WARNING, "-Wimplicit-int", "type defaults to 'int' in type name") \
	X(RETURN_DEFAULT_INT, WARNING, "-Wimplicit-int", "return type defaults to 'int'") \
	X(DECLARED_VOID, ERROR, NULL, "variable or field %N declared void") \
	X(ARRAY_OF_VOIDS, ERROR, NULL, "declaration of %N as array of voids") \
	X(ARRAY_OF_VOIDS_UNNAMED, ERROR, NULL, "declaration of type name as array of voids") \
	X(ARRAY_OF_FUNCTIONS, ERROR, NULL, "declaration of %N as array of functions") \
	X(ARRAY_OF_FUNCTIONS_UNNAMED, ERROR, NULL, "declaration of type name as array of functions") \
	X(ARRAY_ELEMENT, ERROR, NULL, "array type has incomplete element type %T") \
	X(ARRAY_SIZE_TYPE, ERROR, NULL, "size of array %N has non-integer type") \
	X(ARRAY_SIZE_TYPE_UNNAMED, ERROR, NULL, "size of unnamed array has non-integer type") \
	X(ARRAY_SIZE_NEGATIVE, ERROR, NULL, "size of array %N is negative") \
	X(ARRAY_SIZE_NEGATIVE_UNNAMED, ERROR, NULL, "size of unnamed array is negative") \
	X(ARRAY_TOO_LARGE, ERROR, NULL, "size of array %N is too large") \
	X(ARRAY_TOO_LARGE_UNNAMED, ERROR, NULL, "size of unnamed array is too large") \
	X(ARRAY_OVERFLOWS, ERROR, NULL, "size of array %N exceeds maximum object size '2147483647'") \
	X(ARRAY_OVERFLOWS_UNNAMED, ERROR, NULL, "size of array exceeds maximum object size '2147483647'") \
	X(ARRAY_EXCEEDS, ERROR, NULL, "size '%l' of array %N exceeds maximum object size '2147483647'") \
	X(ARRAY_SIZE_MISSING, ERROR, NULL, "array size missing in %q") \
	X(STORAGE_SIZE, ERROR, NULL, "storage size of %q isn't known") \
	X(TYPE_TOO_LARGE, ERROR, NULL, "type %T is too large") \
	X(FUNCTION_RETURNS_FUNCTION, ERROR, NULL, "%N declared as function returning a function") \
	X(FUNCTION_RETURNS_FUNCTION_UNNAMED, ERROR, NULL, "type name declared as function returning a function") \
	X(FUNCTION_RETURNS_ARRAY, ERROR, NULL, "%N declared as function returning an array") \
	X(FUNCTION_RETURNS_ARRAY_UNNAMED, ERROR, NULL, "type name declared as function returning an array") \
	X(PARAMETER_REDEFINED, ERROR, NULL, "redefinition of parameter %N") \
	X(PREVIOUS_PARAMETER, NOTE, NULL, "previous definition of %q with type %T") \
	X(PARAMETER_STORAGE, ERROR, NULL, "storage class specified for parameter %N") \
	X(PARAMETER_STORAGE_UNNAMED, ERROR, NULL, "storage class specified for unnamed parameter") \
	X(PARAMETER_VOID, WARNING, NULL, "parameter %u (%q) has void type") \
	X(VOID_QUALIFIED, ERROR, NULL, "'void' as only parameter may not be qualified") \
	X(INVALID_RESTRICT, ERROR, NULL, "invalid use of 'restrict'") \
	X(MULTIDIMENSIONAL, NOTE, NULL, "declaration of %N as multidimensional array must have bounds for all dimensions except the first") \
	X(MULTIDIMENSIONAL_UNNAMED, NOTE, NULL, "declaration of multidimensional array must have bounds for all dimensions except the first") \
	X(NORETURN_VARIABLE, WARNING, NULL, "variable %N declared '_Noreturn'") \
	X(FOR_STATIC, ERROR, NULL, "declaration of static variable %q in 'for' loop initial declaration") \
	X(FOR_EXTERN, ERROR, NULL, "declaration of 'extern' variable %q in 'for' loop initial declaration") \
	X(FOR_NON_VARIABLE, ERROR, NULL, "declaration of non-variable %q in 'for' loop initial declaration") \
	X(FOR_TAG, ERROR, NULL, "'%s %s' declared in 'for' loop initial declaration") \
	X(VOID_ONLY_PARAMETER, ERROR, NULL, "'void' must be the only parameter") \
	X(PARAMETER_NAMES, WARNING, NULL, "parameter names (without types) in function declaration") \
	X(NAMED_ARGUMENT, ERROR, NULL, "ISO C requires a named argument before '...'") \
	X(TAG_IN_PARAMETERS, WARNING, NULL, "'%s %s' declared inside parameter list will not be visible outside of this definition or declaration") \
	X(PARAMETER_INCOMPLETE_NAMED, ERROR, NULL, "parameter %u (%q) has incomplete type") \
	X(PARAMETER_INCOMPLETE_UNNAMED, ERROR, NULL, "parameter %u has incomplete type") \
	X(RETURN_INCOMPLETE, ERROR, NULL, "return type is an incomplete type") \
	X(TYPEDEF_INITIALIZED, ERROR, NULL, "typedef %N is initialized (use '__typeof__' instead)") \
	X(FUNCTION_INITIALIZED, ERROR, NULL, "function %N is initialized like a variable") \
	X(EXTERN_INITIALIZED, ERROR, NULL, "%N has both 'extern' and initializer") \
	X(INCOMPLETE_INITIALIZED, ERROR, NULL, "variable %N has initializer but incomplete type") \
	X(INLINE_VARIABLE, WARNING, NULL, "variable %N declared 'inline'") \
	X(INVALID_STORAGE, ERROR, NULL, "invalid storage class for function %N") \
	X(USELESS_ANONYMOUS, WARNING, NULL, "unnamed struct/union that defines no instances") \
	X(USELESS_STORAGE, WARNING, NULL, "useless storage class specifier in empty declaration") \
	X(USELESS_QUALIFIER, WARNING, NULL, "useless type qualifier in empty declaration") \
	X(USELESS_TYPE_NAME, WARNING, NULL, "useless type name in empty declaration") \
	X(EMPTY_DECLARATION, WARNING, NULL, "empty declaration") \
	X(EMPTY_STORAGE, WARNING, NULL, "empty declaration with storage class specifier does not redeclare tag") \
	X(EMPTY_QUALIFIER, WARNING, NULL, "empty declaration with type qualifier does not redeclare tag") \
	X(ASSERT_NOT_INTEGER, ERROR, NULL, "expression in static assertion is not an integer") \
	X(ASSERT_NOT_CONSTANT, ERROR, NULL, "expression in static assertion is not constant") \
	X(ASSERT_FAILED_TEXT, ERROR, NULL, "static assertion failed: \"%s\"") \
	X(ASSERT_FAILED, ERROR, NULL, "static assertion failed") \
	/* tags */ \
	X(WRONG_TAG, ERROR, NULL, "%N defined as wrong kind of tag") \
	X(TAG_REDEFINITION, ERROR, NULL, "redefinition of '%s %s'") \
	X(NESTED_REDEFINITION, ERROR, NULL, "nested redefinition of '%s %s'") \
	X(ORIGINALLY_DEFINED, NOTE, NULL, "originally defined here") \
	X(TAG_REDECLARATION, ERROR, NULL, "redeclaration of '%s %s'") \
	X(EMPTY_ENUM, ERROR, NULL, "empty enum is invalid") \
	X(FLEXIBLE_ALONE, ERROR, NULL, "flexible array member in a struct with no named members") \
	X(DUPLICATE_MEMBER, ERROR, NULL, "duplicate member %N") \
	X(FIELD_FUNCTION, ERROR, NULL, "field %N declared as a function") \
	X(FIELD_INCOMPLETE, ERROR, NULL, "field %N has incomplete type") \
	X(DECLARES_NOTHING, WARNING, NULL, "declaration does not declare anything") \
	X(FLEXIBLE_NOT_LAST, ERROR, NULL, "flexible array member not at end of struct") \
	X(FLEXIBLE_UNION, ERROR, NULL, "flexible array member in union") \
	X(ENUM_NOT_CONSTANT, ERROR, NULL, "enumerator value for %N is not an integer constant") \
	X(ENUM_OVERFLOW, ERROR, NULL, "overflow in enumeration values") \
	/* conversions as by assignment; the four uses side by side */ \
	X(ARG_INCOMPATIBLE_POINTER, WARNING, "-Wincompatible-pointer-types", "passing argument %u of %q from incompatible pointer type") \
	X(ASSIGN_INCOMPATIBLE_POINTER, WARNING, "-Wincompatible-pointer-types", "assignment to %T from incompatible pointer type %T") \
	X(INIT_INCOMPATIBLE_POINTER, WARNING, "-Wincompatible-pointer-types", "initialization of %T from incompatible pointer type %T") \
	X(RETURN_INCOMPATIBLE_POINTER, WARNING, "-Wincompatible-pointer-types", "returning %T from a function with incompatible return type %T") \
	X(ARG_TO_POINTER, WARNING, "-Wint-conversion", "passing argument %u of %q makes pointer from integer without a cast") \
	X(ASSIGN_TO_POINTER, WARNING, "-Wint-conversion", "assignment to %T from %T makes pointer from integer without a cast") \
	X(INIT_TO_POINTER, WARNING, "-Wint-conversion", "initialization of %T from %T makes pointer from integer without a cast") \
	X(RETURN_TO_POINTER, WARNING, "-Wint-conversion", \
	  "returning %T from a function with return type %T makes pointer from integer without a cast") \
	X(ARG_TO_INTEGER, WARNING, "-Wint-conversion", "passing argument %u of %q makes integer from pointer without a cast") \
	X(ASSIGN_TO_INTEGER, WARNING, "-Wint-conversion", "assignment to %T from %T makes integer from pointer without a cast") \
	X(INIT_TO_INTEGER, WARNING, "-Wint-conversion", "initialization of %T from %T makes integer from pointer without a cast") \
	X(RETURN_TO_INTEGER, WARNING, "-Wint-conversion", \
	  "returning %T from a function with return type %T makes integer from pointer without a cast") \
	X(ARG_DISCARDS, WARNING, "-Wdiscarded-qualifiers", "passing argument %u of %q discards %q qualifier from pointer target type") \
	X(ASSIGN_DISCARDS, WARNING, "-Wdiscarded-qualifiers", "assignment discards %q qualifier from pointer target type") \
	X(INIT_DISCARDS, WARNING, "-Wdiscarded-qualifiers", "initialization discards %q qualifier from pointer target type") \
	X(RETURN_DISCARDS, WARNING, "-Wdiscarded-qualifiers", "return discards %q qualifier from pointer target type") \
	X(ARG_SIGN, WARNING, "-Wpointer-sign", "pointer targets in passing argument %u of %q differ in signedness") \
	X(ASSIGN_SIGN, WARNING, "-Wpointer-sign", "pointer targets in assignment from %T to %T differ in signedness") \
	X(INIT_SIGN, WARNING, "-Wpointer-sign", "pointer targets in initialization of %T from %T differ in signedness") \
	X(RETURN_SIGN, WARNING, "-Wpointer-sign", "pointer targets in returning %T from a function with return type %T differ in signedness") \
	X(ARG_MISMATCH, ERROR, NULL, "incompatible type for argument %u of %q") \
	X(ASSIGN_MISMATCH, ERROR, NULL, "incompatible types when assigning to type %T from type %T") \
	X(INIT_MISMATCH, ERROR, NULL, "incompatible types when initializing type %T using type %T") \
	X(RETURN_MISMATCH, ERROR, NULL, "incompatible types when returning type %T but %T was expected") \
	X(EXPECTED_ARGUMENT, NOTE, NULL, "expected %T but argument is of type %T") \
	X(OVERFLOW_CONVERSION, WARNING, "-Woverflow", "overflow in conversion from %T to %T changes value from %q to %q") \
	X(OVERFLOW_CONVERSION_UNSIGNED, WARNING, "-Woverflow", "conversion from %T to %T changes value from %q to %q") \
	X(OVERFLOW_UNSIGNED, WARNING, "-Woverflow", "unsigned conversion from %T to %T changes value from %q to %q") \
	X(OVERFLOW_EXPRESSION, WARNING, "-Woverflow", "integer overflow in expression of type %T results in %q") \
	X(MISSING_HEADER, NOTE, NULL, "%N is defined in header '<%s>'; did you forget to '#include <%s>'?") \
	X(NEVER_DEFINED, ERROR, NULL, "nested function %q declared but never defined") \
	X(DEFINITION_STORAGE, ERROR, NULL, "function definition declared %q") \
	X(OLD_STYLE_PROTOTYPED, ERROR, NULL, "old-style parameter declarations in prototyped function definition") \
	/* calls */ \
	X(OVERFLOW_UNARY, WARNING, "-Woverflow", "integer overflow in expression %q of type %T results in %q") \
	X(CALLED_OBJECT, ERROR, NULL, "called object %q is not a function or function pointer") \
	X(CALLED_EXPRESSION, ERROR, NULL, "called object is not a function or function pointer") \
	X(TOO_FEW, ERROR, NULL, "too few arguments to function %q") \
	X(TOO_MANY, ERROR, NULL, "too many arguments to function %q") \
	X(BUILD_BUG, ERROR, NULL, "negative width in bit-field '<anonymous>'") \
	X(BUILD_BUG_UNKNOWN, ERROR, NULL, "bit-field '<anonymous>' width not an integer constant") \
	X(BUILD_BUG_SAID, ERROR, NULL, "static assertion failed: \"BUILD_BUG_ON failed: __same_type((%s), %s *)\"") \
	X(BUILD_BUG_SAID_UNKNOWN, ERROR, NULL, "expression in static assertion is not an integer") \
	X(PARAMETER_INCOMPLETE, ERROR, NULL, "type of formal parameter %u is incomplete") \
	/* operators */ \
	X(VOID_USE, ERROR, NULL, "invalid use of void expression") \
	X(VOID_NOT_IGNORED, ERROR, NULL, "void value not ignored as it ought to be") \
	X(INCOMPLETE_OBJECT, ERROR, NULL, "%q has an incomplete type %T") \
	X(INCOMPLETE_UNDEFINED, ERROR, NULL, "invalid use of undefined type %T") \
	X(INCOMPLETE_TYPEDEF, ERROR, NULL, "invalid use of incomplete typedef %T") \
	X(UNSPECIFIED_BOUNDS, ERROR, NULL, "invalid use of array with unspecified bounds") \
	X(LVALUE_REQUIRED, ERROR, NULL, "lvalue required as %s%s") \
	X(READONLY_ASSIGN, ERROR, NULL, "assignment of read-only location %q") \
	X(READONLY_INCREMENT, ERROR, NULL, "increment of read-only location %q") \
	X(READONLY_DECREMENT, ERROR, NULL, "decrement of read-only location %q") \
	X(READONLY_STRING, WARNING, NULL, "assignment of read-only location %q") \
	X(READONLY_MEMBER_ASSIGN, ERROR, NULL, "assignment of read-only member %q") \
	X(READONLY_MEMBER_INCREMENT, ERROR, NULL, "increment of read-only member %q") \
	X(READONLY_MEMBER_DECREMENT, ERROR, NULL, "decrement of read-only member %q") \
	X(READONLY_OBJECT_ASSIGN, ERROR, NULL, "assignment of member %q in read-only object") \
	X(READONLY_OBJECT_INCREMENT, ERROR, NULL, "increment of member %q in read-only object") \
	X(READONLY_OBJECT_DECREMENT, ERROR, NULL, "decrement of member %q in read-only object") \
	X(READONLY_VAR_ASSIGN, ERROR, NULL, "assignment of read-only variable %q") \
	X(READONLY_VAR_INCREMENT, ERROR, NULL, "increment of read-only variable %q") \
	X(READONLY_VAR_DECREMENT, ERROR, NULL, "decrement of read-only variable %q") \
	X(READONLY_PARAM_ASSIGN, ERROR, NULL, "assignment of read-only parameter %q") \
	X(READONLY_PARAM_INCREMENT, ERROR, NULL, "increment of read-only parameter %q") \
	X(READONLY_PARAM_DECREMENT, ERROR, NULL, "decrement of read-only parameter %q") \
	X(DEREF_TYPE, ERROR, NULL, "invalid type argument of unary '*' (have %T)") \
	X(ARROW_TYPE, ERROR, NULL, "invalid type argument of '->' (have %T)") \
	X(DEREF_VOID, WARNING, NULL, "dereferencing 'void *' pointer") \
	X(NO_MEMBER, ERROR, NULL, "%T has no member named %N") \
	X(NO_MEMBER_SUGGEST, ERROR, NULL, "%T has no member named %N; did you mean %q?") \
	X(IS_POINTER, ERROR, NULL, "%q is a pointer; did you mean to use '->'?") \
	X(MEMBER_OF_NONRECORD, ERROR, NULL, "request for member %N in something not a structure or union") \
	X(MEMBER_OF_NONRECORD_NAMED, ERROR, NULL, "request for member %N in something not a structure or union") \
	X(SUBSCRIPTED_VALUE, ERROR, NULL, "subscripted value is neither array nor pointer nor vector") \
	X(SUBSCRIPT_NOT_INTEGER, ERROR, NULL, "array subscript is not an integer") \
	X(SUBSCRIPT_FUNCTION, ERROR, NULL, "subscripted value is pointer to function") \
	X(CHAR_SUBSCRIPT, WARNING, "-Wchar-subscripts", "array subscript has type 'char'") \
	X(WRONG_MINUS, ERROR, NULL, "wrong type argument to unary minus") \
	X(WRONG_PLUS, ERROR, NULL, "wrong type argument to unary plus") \
	X(WRONG_COMPLEMENT, ERROR, NULL, "wrong type argument to bit-complement") \
	X(WRONG_NOT, ERROR, NULL, "wrong type argument to unary exclamation mark") \
	X(WRONG_INCREMENT, ERROR, NULL, "wrong type argument to increment") \
	X(WRONG_DECREMENT, ERROR, NULL, "wrong type argument to decrement") \
	X(INCREMENT_INCOMPLETE, ERROR, NULL, "increment of pointer to an incomplete type %T") \
	X(DECREMENT_INCOMPLETE, ERROR, NULL, "decrement of pointer to an incomplete type %T") \
	X(INCREMENT_BOOL, WARNING, "-Wbool-operation", "increment of a boolean expression") \
	X(DECREMENT_BOOL, WARNING, "-Wbool-operation", "decrement of a boolean expression") \
	X(BITNOT_BOOL, WARNING, "-Wbool-operation", "'~' on a boolean expression") \
	X(BITNOT_BOOL_NOTE, NOTE, NULL, "did you mean to use logical not?") \
	X(ADDRESS_OF_VOID, WARNING, NULL, "taking address of expression of type 'void'") \
	X(REGISTER_ADDRESS, ERROR, NULL, "address of register variable %q requested") \
	X(INVALID_OPERANDS, ERROR, NULL, "invalid operands to binary %s (have %T and %T)") \
	X(POINTER_INCOMPLETE, ERROR, NULL, "arithmetic on pointer to an incomplete type") \
	X(DISTINCT_POINTERS, WARNING, NULL, "comparison of distinct pointer types lacks a cast") \
	X(POINTER_INTEGER, WARNING, NULL, "comparison between pointer and integer") \
	X(POINTER_ZERO_CHAR, WARNING, "-Wpointer-compare", "comparison between pointer and zero character constant") \
	X(POINTER_ZERO_CHAR_NOTE, NOTE, NULL, "did you mean to dereference the pointer?") \
	X(COND_POINTERS, WARNING, NULL, "pointer type mismatch in conditional expression") \
	X(COND_POINTER_INTEGER, WARNING, NULL, "pointer/integer type mismatch in conditional expression") \
	X(COND_MISMATCH, ERROR, NULL, "type mismatch in conditional expression") \
	X(ASSIGN_ARRAY, ERROR, NULL, "assignment to expression with array type") \
	X(SIZEOF_INCOMPLETE, ERROR, NULL, "invalid application of %q to incomplete type %T") \
	X(SIZEOF_PARAMETER, WARNING, "-Wsizeof-array-argument", "'sizeof' on array function parameter %q will return size of %T") \
	X(CAST_ARRAY, ERROR, NULL, "cast specifies array type") \
	X(CAST_FUNCTION, ERROR, NULL, "cast specifies function type") \
	X(CAST_UNION, ERROR, NULL, "cast to union type from type not present in union") \
	X(CAST_NONSCALAR, ERROR, NULL, "conversion to non-scalar type requested") \
	X(CAST_AGGREGATE, ERROR, NULL, "aggregate value used where an integer was expected") \
	X(CAST_TO_POINTER, ERROR, NULL, "cannot convert to a pointer type") \
	X(POINTER_TO_INT, WARNING, "-Wpointer-to-int-cast", "cast from pointer to integer of different size") \
	X(INT_TO_POINTER, WARNING, "-Wint-to-pointer-cast", "cast to pointer from integer of different size") \
	X(TRUTH_STRUCT, ERROR, NULL, "used struct type value where scalar is required") \
	X(TRUTH_UNION, ERROR, NULL, "used union type value where scalar is required") \
	/* what is merely doubtful */ \
	X(ADDRESS_TRUE, WARNING, "-Waddress", "the address of %q will always evaluate as 'true'") \
	X(ADDRESS_COMPARE, WARNING, "-Waddress", "the comparison will always evaluate as %q for the address of %q will never be NULL") \
	X(ADDRESS_OPERAND, WARNING, "-Waddress", "the comparison will always evaluate as %q for the pointer operand in %q must not be NULL") \
	X(STRING_COMPARE, WARNING, "-Waddress", "comparison with string literal results in unspecified behavior") \
	X(ARRAY_COMPARE, WARNING, "-Warray-compare", "comparison between two arrays") \
	X(ARRAY_COMPARE_NOTE, NOTE, NULL, "use '&%s[0] %s &%s[0]' to compare the addresses") \
	X(BOOL_MULTIPLY, WARNING, "-Wint-in-bool-context", "'*' in boolean context, suggest '&&' instead") \
	X(BOOL_SHIFT, WARNING, "-Wint-in-bool-context", "'<<' in boolean context, did you mean '<'?") \
	X(BOOL_COND, WARNING, "-Wint-in-bool-context", "'?:' using integer constants in boolean context") \
	X(BOOL_COND_TRUE, WARNING, "-Wint-in-bool-context", \
	  "'?:' using integer constants in boolean context, the expression will always evaluate to 'true'") \
	X(BOOL_COMPARE_TRUE, WARNING, "-Wbool-compare", "comparison of constant %q with boolean expression is always true") \
	X(BOOL_COMPARE_FALSE, WARNING, "-Wbool-compare", "comparison of constant %q with boolean expression is always false") \
	X(PAREN_ASSIGNMENT, WARNING, "-Wparentheses", "suggest parentheses around assignment used as truth value") \
	X(PAREN_PLUS_SHL, WARNING, "-Wparentheses", "suggest parentheses around '+' inside '<<'") \
	X(PAREN_MINUS_SHL, WARNING, "-Wparentheses", "suggest parentheses around '-' inside '<<'") \
	X(PAREN_PLUS_SHR, WARNING, "-Wparentheses", "suggest parentheses around '+' inside '>>'") \
	X(PAREN_MINUS_SHR, WARNING, "-Wparentheses", "suggest parentheses around '-' inside '>>'") \
	X(PAREN_AND_OR, WARNING, "-Wparentheses", "suggest parentheses around '&&' within '||'") \
	X(PAREN_ARITH_OR, WARNING, "-Wparentheses", "suggest parentheses around arithmetic in operand of '|'") \
	X(PAREN_COMPARE_OR, WARNING, "-Wparentheses", "suggest parentheses around comparison in operand of '|'") \
	X(PAREN_ARITH_XOR, WARNING, "-Wparentheses", "suggest parentheses around arithmetic in operand of '^'") \
	X(PAREN_COMPARE_XOR, WARNING, "-Wparentheses", "suggest parentheses around comparison in operand of '^'") \
	X(PAREN_PLUS_AND, WARNING, "-Wparentheses", "suggest parentheses around '+' in operand of '&'") \
	X(PAREN_MINUS_AND, WARNING, "-Wparentheses", "suggest parentheses around '-' in operand of '&'") \
	X(PAREN_COMPARE_AND, WARNING, "-Wparentheses", "suggest parentheses around comparison in operand of '&'") \
	X(PAREN_NOT_AND, WARNING, "-Wparentheses", "suggest parentheses around operand of '!' or change '&' to '&&' or '!' to '~'") \
	X(PAREN_NOT_OR, WARNING, "-Wparentheses", "suggest parentheses around operand of '!' or change '|' to '||' or '!' to '~'") \
	X(PAREN_COMPARE_EQ, WARNING, "-Wparentheses", "suggest parentheses around comparison in operand of '=='") \
	X(PAREN_COMPARE_NE, WARNING, "-Wparentheses", "suggest parentheses around comparison in operand of '!='") \
	X(PAREN_CHAIN, WARNING, "-Wparentheses", "comparisons like 'X<=Y<=Z' do not have their mathematical meaning") \
	X(TAUTOLOGICAL_BITS, WARNING, "-Wtautological-compare", "bitwise comparison always evaluates to %s") \
	X(TAUTOLOGICAL, WARNING, "-Wtautological-compare", "self-comparison always evaluates to %s") \
	X(LOGICAL_NOT, WARNING, "-Wlogical-not-parentheses", "logical not is only applied to the left hand side of comparison") \
	X(LOGICAL_NOT_NOTE, NOTE, NULL, "add parentheses around left hand side expression to silence this warning") \
	X(ENUM_COMPARE, WARNING, "-Wenum-compare", "comparison between %T and %T") \
	X(SHIFT_NEGATIVE, WARNING, "-Wshift-count-negative", "%s shift count is negative") \
	X(SHIFT_OVERFLOW, WARNING, "-Wshift-count-overflow", "%s shift count >= width of type") \
	X(DIVISION_BY_ZERO, WARNING, "-Wdiv-by-zero", "division by zero") \
	X(COMMA_NO_EFFECT, WARNING, "-Wunused-value", "left-hand operand of comma expression has no effect") \
	X(COMMA_RIGHT_NO_EFFECT, WARNING, "-Wunused-value", "right-hand operand of comma expression has no effect") \
	X(SHIFT_OVERFLOWS, WARNING, "-Wshift-overflow=", "result of %q requires %u bits to represent, but %T only has %u bits") \
	X(NO_EFFECT, WARNING, "-Wunused-value", "statement with no effect") \
	X(VALUE_NOT_USED, WARNING, "-Wunused-value", "value computed is not used") \
	X(SEQUENCE, WARNING, "-Wsequence-point", "operation on %q may be undefined") \
	X(DANGLING_ELSE, WARNING, "-Wdangling-else", "suggest explicit braces to avoid ambiguous 'else'") \
	/* statements */ \
	X(BREAK_OUTSIDE, ERROR, NULL, "break statement not within loop or switch") \
	X(CONTINUE_OUTSIDE, ERROR, NULL, "continue statement not within a loop") \
	X(RETURN_VALUE_IN_VOID, WARNING, "-Wreturn-type", "'return' with a value, in function returning void") \
	X(RETURN_NO_VALUE, WARNING, "-Wreturn-type", "'return' with no value, in function returning non-void") \
	X(RETURN_LOCAL, WARNING, "-Wreturn-local-addr", "function returns address of local variable") \
	X(NO_RETURN, WARNING, "-Wreturn-type", "no return statement in function returning non-void") \
	X(SWITCH_QUANTITY, ERROR, NULL, "switch quantity not an integer") \
	X(SWITCH_BOOL, WARNING, "-Wswitch-bool", "switch condition has boolean value") \
	X(CASE_OUTSIDE, ERROR, NULL, "case label not within a switch statement") \
	X(DEFAULT_OUTSIDE, ERROR, NULL, "'default' label not within a switch statement") \
	X(CASE_NOT_CONSTANT, ERROR, NULL, "case label does not reduce to an integer constant") \
	X(CASE_POINTER, ERROR, NULL, "pointers are not permitted as case values") \
	X(CASE_BELOW, WARNING, "-Wswitch-outside-range", "case label value is less than minimum value for type") \
	X(CASE_ABOVE, WARNING, "-Wswitch-outside-range", "case label value exceeds maximum value for type") \
	X(EMPTY_RANGE, WARNING, NULL, "empty range specified") \
	X(DUPLICATE_CASE, ERROR, NULL, "duplicate case value") \
	X(DUPLICATE_RANGE, ERROR, NULL, "duplicate (or overlapping) case value") \
	X(PREVIOUSLY_USED, NOTE, NULL, "previously used here") \
	X(FIRST_OVERLAP, NOTE, NULL, "this is the first entry overlapping that value") \
	X(MULTIPLE_DEFAULT, ERROR, NULL, "multiple default labels in one switch") \
	X(FIRST_DEFAULT, NOTE, NULL, "this is the first default label") \
	X(SWITCH_NOT_HANDLED, WARNING, "-Wswitch", "enumeration value %q not handled in switch") \
	X(SWITCH_NOT_ENUMERATED, WARNING, "-Wswitch", "case value %q not in enumerated type %T") \
	/* initialisers */ \
	X(INVALID_INITIALIZER, ERROR, NULL, "invalid initializer") \
	X(WRONG_STRING, ERROR, NULL, "array of inappropriate type initialized from string constant") \
	X(NOT_CONSTANT, ERROR, NULL, "initializer element is not constant") \
	X(NEAR, NOTE, NULL, "(near initialization for %q)") \
	X(EXCESS, WARNING, NULL, "excess elements in %s initializer") \
	X(FLEXIBLE_INIT, ERROR, NULL, "non-static initialization of a flexible array member") \
	X(EXCESS_STRUCT, ERROR, NULL, "excess elements in struct initializer") \
	X(EXCESS_CHAR, ERROR, NULL, "excess elements in 'char' array initializer") \
	X(ARRAY_FROM_ARRAY, ERROR, NULL, "array initialized from non-constant array expression") \
	X(EXCESS_SCALAR, WARNING, NULL, "excess elements in scalar initializer") \
	X(BRACES_SCALAR, WARNING, NULL, "braces around scalar initializer") \
	X(EMPTY_SCALAR, ERROR, NULL, "empty scalar initializer") \
	X(MISSING_BRACES, WARNING, "-Wmissing-braces", "missing braces around initializer") \
	X(STRING_TOO_LONG, WARNING, NULL, "initializer-string for array of %T is too long") \
	X(FIELD_NOT_IN_RECORD, ERROR, NULL, "field name not in record or union initializer") \
	X(INDEX_IN_NONARRAY, ERROR, NULL, "array index in non-array initializer") \
	X(INDEX_NOT_INTEGER, ERROR, NULL, "array index in initializer not of integer type") \
	X(INDEX_NOT_CONSTANT, ERROR, NULL, "nonconstant array index in initializer") \
	X(INDEX_EXCEEDS, ERROR, NULL, "array index in initializer exceeds array bounds") \
	X(INDEX_RANGE_EXCEEDS, ERROR, NULL, "array index range in initializer exceeds array bounds") \
	X(EMPTY_INDEX_RANGE, ERROR, NULL, "empty index range in initializer") \
	/* hmsh's own */ \
	X(SUBSET, ERROR, NULL, "%s: valid C that hmsh leaves out") \
	X(NESTING, ERROR, NULL, "nesting level exceeded maximum of %u") \
	X(EXPANSION_LIMIT, ERROR, NULL, "macro %q expands to more tokens than hmsh takes") \
	X(UTF16, ERROR, NULL, "this text is UTF-16: save it as UTF-8") \
	X(NO_MEMORY, ERROR, NULL, "out of memory") \
	X(LOOK_CALLS, ERROR, NULL, "an expression that is only looked at cannot call a function") \
	X(LOOK_ASSIGNS, ERROR, NULL, "an expression that is only looked at cannot assign") \
	X(RESERVED, ERROR, NULL, "%q is a name of the machine, and stays so in an answer") \
	X(REBOUND, NOTE, NULL, "hmsh: %q is now of type %T; code compiled before keeps the one of type %T") \
	X(LINT, WARNING, LINT_OPTION, "type error: %T given where a mapped address is expected") \
	X(LINT_WANTS, NOTE, NULL, "hmsh: %q works on the address where a page is mapped") \
	X(LINT_WANTS_RESULT, NOTE, NULL, "hmsh: %q wants the address that '%s' returned") \
	X(LINT_HOLDER, NOTE, NULL, "hmsh: the address of that page is in %q") \
	X(LINT_BUILD_BUG, NOTE, NULL, "hmsh: BUILD_BUG_ON() in the macro %q refuses the type %T; it wants a mapped address") \
	X(LINT_SILENT, NOTE, NULL, "hmsh: gcc is silent: %T takes any pointer")

enum message {
#define X(id, severity, option, text) M_##id,
	MESSAGES(X)
#undef X
	M_COUNT
};

#endif
