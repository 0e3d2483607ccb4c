using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using TradingBot.Api.Errors;

namespace TradingBot.Api.Input;

/// <summary>
/// A request body that is read as JSON whatever its content type says (<c>curl -d</c> sends a form type), and whose errors name
/// the place or the field. No body is an empty object: what must be given is for the endpoint to say.
/// </summary>
internal sealed record JsonBody<T>(T Value) : IBindableFromHttpContext<JsonBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        byte[] body = await JsonText.ReadBodyAsync(context.Request, context.RequestAborted);
        return JsonText.TryParse(body, out T? value, out ProblemHttpResult? problem) ? new JsonBody<T>(value) : throw new RequestRefusedException(problem);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json", "*/*"], typeof(T), isOptional: true));
}
