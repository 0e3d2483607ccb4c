using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Errors;
using TradingBot.Contracts;

namespace TradingBot.Api.Input;

/// <summary>Reads JSON that people wrote by hand: says where it is malformed, which field is unknown and what a field should hold.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        byte[] chunk = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            if (buffer.Length + read > RequestLimits.BodyBytesMax)
                throw new BadHttpRequestException("body too large", StatusCodes.Status413PayloadTooLarge);
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    public static bool TryParse<T>(byte[] body, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ProblemHttpResult? problem)
        where T : class
    {
        value = null;
        problem = null;
        if (body.AsSpan().Trim(" \t\r\n"u8).IsEmpty) body = "{}"u8.ToArray();
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            problem = RefuseShape(document.RootElement, typeof(T));
            if (problem is not null) return false;
            value = document.Deserialize<T>(ContractsJson.Options)!;
            return true;
        }
        catch (JsonException mistake) when (mistake.Path is not { Length: > 0 })
        {
            problem = Problems.Of(StatusCodes.Status400BadRequest, "Malformed JSON", Malformed(mistake));
        }
        catch (JsonException mistake)
        {
            problem = WrongType(mistake.Path!, typeof(T));
        }
        return false;
    }

    private static ProblemHttpResult? RefuseShape(JsonElement root, Type type)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Problems.Of(StatusCodes.Status400BadRequest, "Malformed JSON", $"The body must be a JSON object with the fields {Fields(type)}; it is {Name(root.ValueKind)}.");
        Dictionary<string, string[]> unknown = root.EnumerateObject()
            .Where(field => Find(type, field.Name) is null)
            .ToDictionary(field => field.Name, _ => new[] { $"is not a field of this request; its fields are {Fields(type)}" }, StringComparer.Ordinal);
        return unknown.Count == 0 ? null : Problems.Invalid(unknown);
    }

    private static string Malformed(JsonException mistake)
    {
        string reason = mistake.Message;
        int end = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end > 0) reason = reason[..end];
        return $"The body is not valid JSON at line {mistake.LineNumber + 1 ?? 1}, byte {mistake.BytePositionInLine + 1 ?? 1}: {reason}";
    }

    // A path is $.field, $.field.inner or $.field['inner name'].
    private static ProblemHttpResult WrongType(string path, Type type)
    {
        string field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        Type? wanted = type;
        foreach (string step in field.Split('.', '[')) wanted = wanted is null ? null : Find(wanted, step.Trim('\'', ']'))?.PropertyType ?? Values(wanted);
        return Problems.Invalid(new Dictionary<string, string[]> { [field] = [$"must be {Describe(wanted)}"] });
    }

    private static Type? Values(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [_, { } value] ? value : null;

    private static PropertyInfo? Find(Type type, string field) =>
        type.GetProperties().FirstOrDefault(property => property.Name.Equals(field, StringComparison.OrdinalIgnoreCase));

    private static string Fields(Type type) =>
        string.Join(", ", type.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)));

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Describe(Type? type)
    {
        Type? plain = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(decimal)) return "a decimal number, as a string such as \"0.5\" or as a plain number";
        if (plain == typeof(int) || plain == typeof(long)) return "a whole number";
        if (plain == typeof(bool)) return "true or false";
        if (plain == typeof(Guid)) return "a UUID";
        return plain == typeof(string) ? "a string" : "an object";
    }
}
