using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>What overlap is measured on.</summary>
public enum EvaluationTarget
{
    /// <summary>Masks, COCO's <c>segm</c>.</summary>
    Masks,

    /// <summary>Boxes, COCO's <c>bbox</c>: the ground truth's stated boxes and the boxes around the detections' masks.</summary>
    Boxes,
}

/// <summary>
/// COCO's twelve numbers, 0 to 1, and -1 where no ground truth counts. AP is the average precision over IoU .50 to .95 in steps
/// of .05, 101 recall levels and all categories, with up to 100 detections a picture and category; AR is the recall averaged
/// likewise.
/// </summary>
/// <param name="AP">Average precision.</param>
/// <param name="AP50">Average precision at IoU .50.</param>
/// <param name="AP75">Average precision at IoU .75.</param>
/// <param name="APs">Average precision of small objects, up to 32² pixels.</param>
/// <param name="APm">Average precision of medium objects, 32² to 96² pixels.</param>
/// <param name="APl">Average precision of large objects, from 96² pixels.</param>
/// <param name="AR1">Average recall with one detection a picture and category.</param>
/// <param name="AR10">Average recall with 10 detections.</param>
/// <param name="AR100">Average recall with 100 detections.</param>
/// <param name="ARs">Average recall of small objects, with 100 detections.</param>
/// <param name="ARm">Average recall of medium objects.</param>
/// <param name="ARl">Average recall of large objects.</param>
public sealed record CocoScores(
    [property: JsonPropertyName("ap")] double AP,
    [property: JsonPropertyName("ap50")] double AP50,
    [property: JsonPropertyName("ap75")] double AP75,
    [property: JsonPropertyName("ap_small")] double APs,
    [property: JsonPropertyName("ap_medium")] double APm,
    [property: JsonPropertyName("ap_large")] double APl,
    [property: JsonPropertyName("ar1")] double AR1,
    [property: JsonPropertyName("ar10")] double AR10,
    [property: JsonPropertyName("ar100")] double AR100,
    [property: JsonPropertyName("ar_small")] double ARs,
    [property: JsonPropertyName("ar_medium")] double ARm,
    [property: JsonPropertyName("ar_large")] double ARl);
