"""One command of the program as a Processing algorithm, made from the program's own description."""

import json
import os
import pathlib
import re

from qgis.core import (
    QgsAbstractMetadataBase,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from .program import ProgramError

# Told by this plug-in itself, or of no use in a dialog.
LEFT_OUT = {"json", "quiet", "progress", "log", "force", "format", "shard", "find-rate"}
# Shown at once; all others that may be left out are advanced.
PLAIN = {
    "scene", "labels", "label-field", "output", "by", "reject", "per-class", "fraction", "blocks",
    "folds", "name", "value", "pixel", "class", "confidence", "set", "features", "split", "map",
    "walk", "configuration", "statistics", "quicklook", "method", "ground", "run",
}
# What an output of a command is: a raster, polygons, or a file with this ending.
RASTERS = {"classify output", "similar output", "embed output", "baseline map", "report map"}
ENDINGS = {"split output": "h5", "report output": "html", "picture": "png", "quicklook": "png"}
# Arguments that take a scene, a configuration or the folder of a run.
SCENES_OR_RUNS = {"baseline ground", "embed run"}
OPTIONAL_OUTPUTS = {"picture", "quicklook", "polygons", "probabilities", "map"}

Definition = QgsProcessingParameterDefinition
ADVANCED = getattr(Definition, "FlagAdvanced", None)


class FacetAlgorithm(QgsProcessingAlgorithm):
    def __init__(self, program, command, title):
        super().__init__()
        self.program = program
        self.command = command
        self.title = title
        self.about = program.command(command)
        # Kept, as Processing does not own them.
        self.styler = None

    def createInstance(self):
        return FacetAlgorithm(self.program, self.command, self.title)

    def name(self):
        return self.command.replace("-", "")

    def displayName(self):
        return self.title

    def shortDescription(self):
        return self.about["abstract"] if self.about else self.program.problem

    def shortHelpString(self):
        if not self.about:
            return self.program.problem or ""
        text = self.about["abstract"] + "\n\n" + (self.about.get("discussion") or "")
        return text.replace("&", "&amp;").replace("<", "&lt;")

    def canExecute(self):
        if self.program.problem:
            return False, self.program.problem
        if not self.about:
            return False, f"{self.program.path} has no command {self.command}: install the newest."
        return True, ""

    def checkParameterValues(self, parameters, context):
        can, problem = self.canExecute()
        if not can:
            return False, problem
        for argument in self.arguments():
            key = self.key(argument)
            ways = [key + end for end in ("", "_LAYER", "_FOLDER")
                    if self.parameterDefinition(key + end) is not None]
            if argument["isRequired"] and not any(parameters.get(way) for way in ways):
                return False, f"{argument['name']}: name one"
        return super().checkParameterValues(parameters, context)

    def arguments(self):
        return [a for a in self.about["arguments"] if a["name"] not in LEFT_OUT]

    @staticmethod
    def key(argument):
        return argument["name"].replace("-", "_").upper()

    def initAlgorithm(self, configuration=None):
        if not self.about:
            return
        names = {argument["name"] for argument in self.about["arguments"]}
        for argument in self.arguments():
            for parameter in self.parameters(argument, names):
                # An output has a place of its own in the dialog.
                hidden = argument["name"] not in PLAIN and not argument["isRequired"]
                if ADVANCED is not None and hidden and not parameter.isDestination():
                    parameter.setFlags(parameter.flags() | ADVANCED)
                parameter.setHelp(argument["sentence"])
                self.addParameter(parameter)
        if self.command == "report":
            self.addOutput(QgsProcessingOutputHtml("REPORT", "Report"))
            self.addOutput(QgsProcessingOutputNumber("OVERALL_ACCURACY", "Overall accuracy"))
        self.addOutput(QgsProcessingOutputString("JSON", "Result as JSON"))

    def parameters(self, argument, names):
        """What QGIS asks for one argument: one parameter, or a layer and a file."""
        name, key, kind = argument["name"], self.key(argument), argument["type"]
        place = f"{self.command} {name}"
        title = self.label(argument)
        optional = not argument["isRequired"]
        if argument["isOutput"]:
            return [self.destination(argument, place, title)]
        if name == "scene" or place in SCENES_OR_RUNS:
            asked = [
                QgsProcessingParameterRasterLayer(
                    key + "_LAYER", f"{title} (a layer)", optional=True),
                QgsProcessingParameterFile(
                    key, f"{title} (a file, such as HDF5 or NetCDF)", optional=True),
            ]
            if place in SCENES_OR_RUNS:
                asked.insert(0, QgsProcessingParameterFile(
                    key + "_FOLDER", "Run", QgsProcessingParameterFile.Folder, optional=True))
            return asked
        if name == "labels":
            return [
                QgsProcessingParameterMapLayer(
                    "LABELS_LAYER", "Labels (a layer of polygons, points or pixels)",
                    optional=True,
                    types=[QgsProcessing.TypeVector, QgsProcessing.TypeRaster]),
                QgsProcessingParameterString(
                    key, "Labels (a file, or a dataset such as FILE.h5:/labels)", optional=True),
            ]
        if name == "label-field" and "labels" in names:
            return [
                QgsProcessingParameterField(
                    key, title, parentLayerParameterName="LABELS_LAYER", optional=True)
            ]
        if kind == "flag":
            if argument.get("opposite"):
                return [
                    QgsProcessingParameterEnum(
                        key, title, ["yes", "no"], optional=True, usesStaticStrings=True)
                ]
            return [QgsProcessingParameterBoolean(key, title, defaultValue=False, optional=True)]
        if kind == "choice":
            return [
                QgsProcessingParameterEnum(
                    key, title, argument["choices"], defaultValue=argument.get("standard"),
                    optional=optional, usesStaticStrings=True)
            ]
        if kind in ("whole", "number"):
            number = QgsProcessingParameterNumber
            parameter = number(
                key, title, number.Integer if kind == "whole" else number.Double,
                optional=optional)
            if argument.get("range"):
                parameter.setMinimum(max(argument["range"][0], -2147483648))
                parameter.setMaximum(min(argument["range"][1], 2147483647))
            return [parameter]
        if kind == "folder":
            return [
                QgsProcessingParameterFile(
                    key, title, QgsProcessingParameterFile.Folder, optional=optional)
            ]
        if kind == "file":
            return [QgsProcessingParameterFile(key, title, optional=optional)]
        many = argument["isRepeating"]
        return [QgsProcessingParameterString(key, title, optional=optional, multiLine=many)]

    @staticmethod
    def label(argument):
        """What the dialog says: the beginning of the sentence, and the option's name."""
        words = argument["name"].replace("-", " ")
        if argument["name"] in ("scene", "labels", "output", "run", "configuration"):
            return words.capitalize()
        start = re.split(r"[.;:(]", argument["sentence"], maxsplit=1)[0].strip()
        return f"{start} ({words})" if 0 < len(start) <= 70 else words.capitalize()

    def destination(self, argument, place, title):
        name, key = argument["name"], self.key(argument)
        optional = not argument["isRequired"]
        if argument["type"] == "folder":
            return QgsProcessingParameterFolderDestination(key, title, optional=optional)
        create = not optional or name not in OPTIONAL_OUTPUTS
        if place in RASTERS or name == "probabilities":
            return QgsProcessingParameterRasterDestination(
                key, "Map" if place == "classify output" else title, optional=optional,
                createByDefault=create)
        if name == "polygons":
            return QgsProcessingParameterVectorDestination(
                key, title, optional=True, createByDefault=False)
        ending = ENDINGS.get(place) or ENDINGS.get(name) or "h5"
        return QgsProcessingParameterFileDestination(
            key, title, f"{ending.upper()} (*.{ending})", optional=optional,
            createByDefault=create)

    def words(self, parameters, context):
        """The command line, and the outputs by key."""
        words, places, outputs = [self.command], [], {}
        for argument in self.arguments():
            key, kind = self.key(argument), argument["type"]
            if argument["isOutput"]:
                values = [self.output(argument, parameters, context)]
                if values[0]:
                    outputs[key] = values[0]
            elif kind == "flag":
                words += self.flag(argument, parameters, context)
                continue
            else:
                values = self.values(argument, parameters, context)
            for value in filter(None, values):
                if argument["kind"] == "positional":
                    places.append(value)
                else:
                    words += [argument["names"][-1], value]
        return [words[0], *places, *words[1:]], outputs

    def output(self, argument, parameters, context):
        key = self.key(argument)
        if parameters.get(key) in (None, ""):
            return None
        if argument["type"] == "folder":
            return self.parameterAsString(parameters, key, context)
        if isinstance(self.parameterDefinition(key), QgsProcessingParameterFileDestination):
            return self.parameterAsFileOutput(parameters, key, context)
        return self.parameterAsOutputLayer(parameters, key, context)

    def flag(self, argument, parameters, context):
        key = self.key(argument)
        if argument.get("opposite"):
            word = self.parameterAsString(parameters, key, context)
            return {"yes": [argument["names"][-1]], "no": [argument["opposite"]]}.get(word, [])
        chosen = self.parameterAsBool(parameters, key, context)
        return [argument["names"][-1]] if chosen else []

    def values(self, argument, parameters, context):
        key, kind = self.key(argument), argument["type"]
        if self.parameterDefinition(key + "_FOLDER") is not None:
            folder = self.parameterAsString(parameters, key + "_FOLDER", context)
            if folder:
                return [folder]
        layer = None
        if self.parameterDefinition(key + "_LAYER") is not None:
            layer = self.parameterAsLayer(parameters, key + "_LAYER", context)
        if layer is not None:
            # "path|layername=fields": the file.
            return [layer.source().split("|")[0]]
        if parameters.get(key) in (None, ""):
            return []
        if kind == "whole":
            return [str(self.parameterAsInt(parameters, key, context))]
        if kind == "number":
            return [repr(self.parameterAsDouble(parameters, key, context))]
        if key == "LABEL_FIELD":
            fields = self.parameterAsFields(parameters, key, context)
            return fields[:1]
        text = self.parameterAsString(parameters, key, context)
        if argument["isRepeating"]:
            return [line.strip() for line in text.split("\n")]
        return [text]

    def processAlgorithm(self, parameters, context, feedback):
        words, outputs = self.words(parameters, context)
        # QGIS has asked whether a file that is there may be replaced.
        if any(argument["name"] == "force" for argument in self.about["arguments"]):
            words.append("--force")
        for path in outputs.values():
            pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        feedback.pushCommandInfo("facet " + " ".join(words))
        try:
            text = self.program.run([*words, "--json"], feedback)
        except ProgramError as error:
            raise QgsProcessingException(str(error)) from None
        results = {**outputs, "JSON": text}
        self.finish(words, outputs, text, results, context, feedback)
        return results

    def finish(self, words, outputs, text, results, context, feedback):
        """What is particular to a command's result."""
        try:
            found = json.loads(text)
        except ValueError:
            found = {}
        if self.command == "report":
            page = outputs.get("OUTPUT")
            if not page and len(words) > 1 and os.path.isdir(words[1]):
                page = os.path.join(words[1], "report.html")
            if page:
                results["REPORT"] = page
            accuracy = found.get("overallAccuracy")
            if isinstance(accuracy, dict):
                accuracy = accuracy.get("value")
            if isinstance(accuracy, (int, float)):
                results["OVERALL_ACCURACY"] = accuracy
        elif self.command == "inspect":
            feedback.pushInfo(text)
        elif self.command == "classify" and outputs.get("OUTPUT"):
            report = pathlib.Path(words[1]) / "report.html"
            path = outputs["OUTPUT"]
            if report.exists() and context.willLoadLayerOnCompletion(path):
                self.styler = ReportLink(report)
                context.layerToLoadOnCompletionDetails(path).setPostProcessor(self.styler)


class ReportLink(QgsProcessingLayerPostProcessorInterface):
    """Puts a link to the run's report into the map's metadata; palette and names are in its style."""

    def __init__(self, report):
        super().__init__()
        self.report = report

    def postProcessLayer(self, layer, context, feedback):
        metadata = layer.metadata()
        link = QgsAbstractMetadataBase.Link("Report", "WWW:LINK", self.report.resolve().as_uri())
        link.description = "How good this map is"
        metadata.addLink(link)
        layer.setMetadata(metadata)
